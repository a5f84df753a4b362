"""How names are shown: no signature where nobody calls, links by any name."""

import inspect
import operator

import nnlib


def without_signature(app, what, name, obj, options, signature, returned):
    """Leave out the signature of what is not made by hand, but returned."""
    returned_only = "Parameters\n" not in (inspect.getdoc(obj) or "")
    return ("", None) if what == "class" and returned_only else None


def other_name(app, env, node, content):
    """Link `Trainer.fit`, `nnlib.datasets.load`, `Schedule`: a thing has many names."""
    domain = env.get_domain("py")
    homes = _homes(node.get("reftarget", ""), node.get("py:module"), domain.objects)
    if node.get("refdomain") != "py" or len(homes) != 1:
        return None
    return domain.resolve_xref(
        env, node["refdoc"], app.builder, "obj", homes.pop(), node, content
    )


def _homes(target: str, module: str | None, known: dict) -> set[str]:
    """Under which names it has a page: as the same thing, or by the last of them."""
    if (thing := _thing(target)) is not None:
        return {name for name in known if _thing(name) is thing}
    if not target[:1].isupper() or (target == "Path" and module != "nnlib"):
        return set()  # a parameter, or the Path of pathlib
    return {known[name].node_id for name in known if name.endswith(f".{target}")}


def _thing(name: str) -> object:
    try:
        return operator.attrgetter(name.removeprefix("nnlib."))(nnlib)
    except AttributeError:
        return None


def setup(app) -> dict:
    """Connect both."""
    app.connect("autodoc-process-signature", without_signature)
    app.connect("missing-reference", other_name)
    return {"parallel_read_safe": True}
