"""How Sphinx makes the reference; `build.py` calls it."""

import sys
from pathlib import Path

from nnlib.figures import style
from nnlib.site import page

sys.path.insert(0, str(Path(__file__).parent))  # for the extensions beside this file

project = "nnlib"
html_title = "nnlib: reference"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "examples",
    "names",
]
default_role = "py:obj"
templates_path = ["_templates"]

autodoc_default_options = {"no-value": True}
autodoc_typehints = "none"  # the docstrings tell them
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
autosummary_generate_overwrite = False  # a page of our own says more
napoleon_custom_sections = [("Attributes", "params_style")]
napoleon_google_docstring = False
napoleon_preprocess_types = True
napoleon_type_aliases = {"...)": "``...)``"}  # of shape (n, ...): a role drops the dots
napoleon_use_param = False  # x, y and z in one line
napoleon_use_rtype = False

html_theme = "furo"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": style.BLUE,
        "color-brand-content": style.BLUE,
    },
    "dark_css_variables": {
        "color-brand-primary": style.SKY,
        "color-brand-content": style.SKY,
    },
}
html_static_path = ["_static", str(page.SCRIPT)]
html_css_files = ["reference.css"]
html_js_files = [page.SCRIPT.name]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_show_search_summary = False  # pages from disk cannot be fetched for it
