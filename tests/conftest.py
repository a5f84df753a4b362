"""JavaScript that needs no page is called without one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nnlib.explore.bundle import bundle

DENO = Path(sys.executable).with_name("deno")
# What JSON has no words for, Python's has.
CALL = """
const m = (() => {{ {bundle} }})();
const argument = {argument};
const plain = (key, value) =>
  ArrayBuffer.isView(value) ? Array.from(value)
  : typeof value === "number" && !Number.isFinite(value) ? `§${{value}}§` : value;
const found = JSON.stringify({expression}, plain) ?? "null";
console.log(found.replace(/"§(-?)(NaN|Infinity)§"/g, "$1$2"));
"""


@pytest.fixture
def evaluate_module():
    """Call what a module exports: ``evaluate_module(path, "m.count([2], true)")``."""

    def evaluate_module(path: Path, expression: str, argument=None):
        script = CALL.format(
            bundle=bundle(path), argument=json.dumps(argument), expression=expression
        )
        done = subprocess.run(
            [DENO, "run", "--quiet", "--no-config", "-"],
            input=script,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluate_module
