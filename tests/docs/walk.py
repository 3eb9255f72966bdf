"""A how-to, walked as its reader would: files written, commands and Python run, what is shown compared."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
HOW_TO = DOCS / "how-to"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"^(In )?`([\w./-]+)`:$")
TABLE = re.compile(r"^(?=\[)", flags=re.MULTILINE)
FILES, RUN, SHOWN = ("toml", "json", "csv", "py"), ("sh", "python"), "text"
NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")
TOLERANCE = 0.05  # of shown numbers
GAP = "[…]"  # in what is shown: here something was left out


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, the line where it starts, and the file that the line above names."""

    language: str
    text: str
    line: int
    file: str  # that is written; "" for none
    is_change: bool  # whether its tables take the place of those of the same names in the file


def blocks_of(markdown: str) -> list[Block]:
    """All fenced blocks of a page. Raises ValueError for a file without a name, an unknown language, a fence alone."""
    found = [_block(markdown, match) for match in FENCE.finditer(markdown)]
    if 2 * len(found) != markdown.count("```"):
        raise ValueError("a line of ``` stands alone or is indented: this block would be passed over")
    for block in found:
        if block.language in FILES and not block.file:
            raise ValueError(f"line {block.line}: no line like `name.{block.language}`: stands above this block")
        if block.language not in (*FILES, *RUN, SHOWN):
            raise ValueError(f"line {block.line}: nothing is known to be done with {block.language!r}")
    return found


def _block(markdown: str, match: re.Match[str]) -> Block:
    before = markdown[: match.start()].splitlines()
    above = next((line for line in reversed(before) if line.strip()), "")
    named = NAMED.match(above)
    return Block(match[1], match[2], len(before) + 1, named[2] if named else "", bool(named and named[1]))


def walk(page: Path, folder: Path) -> int:
    """Do in `folder` what a page says, and return how many blocks were run. Raises AssertionError, naming the line,
    where one fails, or says something else than the page shows."""
    ran, said = 0, ""
    for block in blocks_of(page.read_text(encoding="utf-8")):
        place = f"{page.name} line {block.line}"
        if block.language in FILES:
            _write(block, folder / block.file)
        elif block.language in RUN:
            ran, said = ran + 1, _run(block, folder, place)
        else:
            assert (missing := not_said(block.text, said)) is None, f"{place} shows {missing!r}; said was:\n{said}"
    return ran


def _write(block: Block, path: Path) -> None:
    """Write a file, or change the tables of one that an earlier block wrote."""
    kept = ""
    if block.is_change:
        changed = {_header(table) for table in TABLE.split(block.text)} - {""}
        tables = TABLE.split(path.read_text(encoding="utf-8"))
        kept = "".join(table for table in tables if _header(table) not in changed) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(kept + block.text, encoding="utf-8")


def _header(table: str) -> str:
    """`[curate]` of a table; "" of the keys before the first."""
    return table.split("]")[0] if table.startswith("[") else ""


def _run(block: Block, folder: Path, place: str) -> str:
    """What a block prints, on either stream."""
    command = ["sh", "-e", "-c"] if block.language == "sh" else [sys.executable, "-c"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(
        [*command, block.text], cwd=folder, env=environment, text=True, check=False, timeout=300,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, f"{place} ends with status {done.returncode}:\n{block.text}\n{done.stdout}"
    return done.stdout


def not_said(shown: str, said: str) -> str | None:
    """The first line shown that was not said, in this order; None where all were.

    Numbers may be off by a twentieth, and a gap stands for anything.
    """
    left = iter(said.splitlines())
    lines = (line for line in shown.splitlines() if line.strip() not in ("", GAP))
    return next((line for line in lines if not any(is_like(line, other) for other in left)), None)


def is_like(shown: str, said: str) -> bool:
    """Whether two lines have the same words, and nearly the same numbers, whatever their spaces."""
    words = [" ".join(part.split()) for part in NUMBER.sub(" # ", shown).split(GAP)]
    pattern = r"\s*.*?\s*".join(re.escape(part).replace(r"\#", "#") for part in words)
    pattern = pattern.replace(r"\ ", r"\s*").replace("#", f"({NUMBER.pattern})")
    found = re.fullmatch(rf"\s*{pattern}\s*", said)
    numbers = (map(_value, values) for values in (NUMBER.findall(shown), found.groups() if found else ()))
    return found is not None and all(math.isclose(a, b, rel_tol=TOLERANCE) for a, b in zip(*numbers, strict=True))


def _value(number: str) -> float:
    return float(number.replace(",", "").replace("−", "-"))
