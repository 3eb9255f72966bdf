"""Run alone, in a child process: document the modules named on the command line, one JSON object a line.

It imports nothing of this package, so that the documentation shows an interpreter as it starts.
"""

from __future__ import annotations

import importlib
import json
import pydoc
import re
import sys
import sysconfig
import warnings
from pathlib import Path

FILE_LINK = re.compile(r'<a href="file:[^"]*">[^<]*</a>')
ADDRESS = re.compile(r"\b(at(?: |&nbsp;)|handle )(?:0x)?[0-9a-fA-F]{6,16}\b")
SHORTENED_PATH = re.compile(r"'/[^'<>\n]*\.\.\.[^'<>\n]*'")  # how much of a path is shown depends on its length


def page(name: str) -> str:
    """The documentation of one module, the same on every making."""
    module = importlib.import_module(name)
    html = pydoc.html.page(pydoc.describe(module), pydoc.html.document(module, name))
    html = ADDRESS.sub(r"\g<1>0x...", FILE_LINK.sub("", html))
    html = SHORTENED_PATH.sub("'/...'", html)
    for place, stands_for in _places():
        html = html.replace(place, stands_for)
    return html


def _places() -> list[tuple[str, str]]:
    """Paths of this machine and what is written in their stead, the longest first."""
    library = sysconfig.get_path("stdlib")
    places = {
        library: "/usr/lib/python",
        str(Path.cwd()): "/work",
        str(Path(__file__).parent): "/work",
        sys.executable: "/usr/bin/python",
        sys.prefix: "/usr",
        sys.base_prefix: "/usr",
        sys.exec_prefix: "/usr",
        sys.base_exec_prefix: "/usr",
    }
    return sorted(((k, v) for k, v in places.items() if len(k) > 1), key=lambda kv: (-len(kv[0]), kv[0]))


def main(answers: str, names: list[str]) -> None:
    warnings.simplefilter("ignore")
    with open(answers, "w", encoding="utf-8") as file:
        for name in names:
            try:
                row = {"name": name, "html": page(name)}
            except BaseException as error:  # a module may do anything when it is imported, sys.exit() included
                row = {"name": name, "problem": f"importing it raises {type(error).__name__}"}
            file.write(json.dumps(row) + "\n")
            file.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
