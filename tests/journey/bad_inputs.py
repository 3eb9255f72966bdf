"""One maker and one command for each row of docs/bad-input.md, by what the row says is given."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tokenizers import Tokenizer, models, pre_tokenizers

Make = Callable[[Path], None]
GOOD_PAGES = 60
RUN = "run recipe.toml --store store --workers 1"
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su")
RECIPE = """
name = "mine"

[pages]
web = "web"

[curate]
trusted = ["web"]

[pose]
tasks = ["agreement"]
items = 20

[tokenize]
vocabulary = 300

[ladder]
widths = [8, 16, 24]
layers = 1
context = 16
sequences = 4
budgets = [1e8, 2e8, 4e8]
warmup_steps = 4
min_steps = 10
max_tokens_per_param = 1000.0

[budget]
flops = 1e9
route = "chinchilla.parametric"
"""


@dataclass(frozen=True)
class Case:
    """What is written into an empty folder, and the commands that are then typed there; the last one is judged."""

    make: Make
    commands: tuple[str, ...]


# ---------------------------------------------------------------- pages: counted, and the others go on


def dropped(reason: str, name: str, content: bytes | str | Callable[[Path], None], setting: str = "") -> Case:
    """A page or file among good ones that is dropped for a reason."""

    def make(folder: Path) -> None:
        with_recipe(("[curate]", f"[curate]\n{setting}"))(folder)
        place = folder / "web" / name
        if callable(content):
            content(place)
        else:
            place.write_bytes(content.encode() if isinstance(content, str) else content)

    return Case(make, (f"{RUN} --until curate", f"show corpus --store store --dropped {reason}"))


def no_text_column(path: Path) -> None:
    pq.write_table(pa.table({"body": ["a page"]}), path)


def nested_tags(megabytes: int) -> str:
    return "<div>" * (megabytes * 200_000)


JSON_LINE = json.dumps({"text": "one page that is whole"}) + "\n"
WARC = (
    "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 900\r\n\r\n"
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The rest was lost"
)
PAGES = {
    "a file that cannot be read": dropped("unreadable", "bad.txt", lambda path: path.symlink_to("/proc/self/mem")),
    "a `.jsonl.gz` that breaks off": dropped("unreadable", "bad.jsonl.gz", gzip.compress(JSON_LINE.encode())[:-9]),
    "a `.jsonl` with a broken line": dropped("unreadable", "bad.jsonl", f'{JSON_LINE}{{"text": "half\n{JSON_LINE}'),
    "a `.jsonl` line without a page": dropped("unreadable", "bad.jsonl", '{"title": "a page?"}\n'),
    "a `.parquet` without a column of pages": dropped("unreadable", "bad.parquet", no_text_column),
    "a `.parquet` that is none": dropped("unreadable", "bad.parquet", "PAR1 or so"),
    "a `.warc` that breaks off": dropped("unreadable", "bad.warc", WARC),
    "invalid UTF-8": dropped("not_utf8", "bad.txt", b"caf\xe9 au lait"),
    "a file of NULs": dropped("empty", "bad.txt", bytes(1000)),
    "an empty file": dropped("empty", "bad.html", ""),
    "50 MB of nested tags": dropped("too_large", "bad.html", nested_tags(50)),
    "4 MB of nested tags": dropped("tangled_markup", "bad.html", nested_tags(4)),
    "a page over `curate.max_page_bytes`": dropped("too_large", "bad.txt", "long " * 500, "max_page_bytes = 2000"),
    "a picture among the pages": dropped("ignored", "bad.png", b"\x89PNG"),
}

# ---------------------------------------------------------------- recipes


def pages(folder: Path, count: int = GOOD_PAGES) -> None:
    (folder / "web").mkdir()
    for i in range(count):
        drawn = [hashlib.blake2b(f"{i} {k}".encode()).digest() for k in range(80)]
        words = ["".join(SYLLABLES[b % 10] for b in d[: 2 + d[9] % 3]) for d in drawn]
        (folder / "web" / f"{i}.txt").write_text(" ".join(words), encoding="utf-8")


def with_recipe(*changes: tuple[str, str], count: int = GOOD_PAGES) -> Make:
    """Good pages, and the recipe with changes."""

    def make(folder: Path) -> None:
        pages(folder, count)
        text = RECIPE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "recipe.toml").write_text(text, encoding="utf-8")

    return make


def wrong(old: str, new: str, *options: str) -> Case:
    """A recipe in which something is wrong."""
    return Case(with_recipe((old, new)), (" ".join((RUN, *options)),))


def with_folder(*names: str) -> Make:
    """The recipe beside a folder `web` that holds these empty files and no page."""

    def make(folder: Path) -> None:
        (folder / "web").mkdir()
        for name in names:
            (folder / "web" / name).touch()
        (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")

    return make


def nothing(folder: Path) -> None:
    pass


def a_folder(name: str) -> Make:
    return lambda folder: (folder / name).mkdir()


RECIPES = {
    "a recipe that is not there": Case(nothing, (RUN,)),
    "a folder for a recipe": Case(a_folder("recipe.toml"), (RUN,)),
    "a recipe that is no TOML": wrong("flops = 1e9", "flops = 1e9 FLOPs"),
    "a wrong key": wrong("widths =", "width ="),
    "a key that is like no other": wrong("flops = 1e9", "flops = 1e9\neuros = 100"),
    "no budget": wrong('[budget]\nflops = 1e9\nroute = "chinchilla.parametric"\n', ""),
    "a number in quotes, with its unit": wrong("flops = 1e9", 'flops = "3e12 FLOPs"'),
    "a whole number with a letter": wrong("vocabulary = 300", 'vocabulary = "16k"'),
    "a number where a list is meant": wrong("widths = [8, 16, 24]", "widths = 32"),
    "a list with a wrong place": wrong("widths = [8, 16, 24]", "widths = [8, 16, -24]"),
    "a width that no head divides": wrong("widths = [8, 16, 24]", "widths = [8, 16, 25]", "--dry-run"),
    "a budget below zero": wrong("flops = 1e9", "flops = -1"),
    "a budget in another unit": wrong("flops = 1e9", "flops = 3.16"),
    "an impossible share": wrong("layers = 1", "layers = 1\ndecay_share = 1.5"),
    "a budget that is there twice": wrong("budgets = [1e8, 2e8, 4e8]", "budgets = [1e8, 2e8, 2e8]"),
    "a vocabulary smaller than the bytes": wrong("vocabulary = 300", "vocabulary = 100"),
    "a mixture that does not sum to 1": wrong("vocabulary = 300", "mixture = { web = 0.6 }"),
    "a mixture of a source that is none": wrong("vocabulary = 300", "mixture = { web = 0.5, books = 0.5 }"),
    "a trusted source that is none": wrong('trusted = ["web"]', 'trusted = ["wbe"]'),
    "a law that is none": wrong("chinchilla.parametric", "chinchila.isoflop"),
    "a name that is no file's": wrong('name = "mine"', 'name = "my/run"'),
    "a task that is none": wrong('tasks = ["agreement"]', 'tasks = ["capitols"]'),
    "an `[adapt]` without a `[teach]`": wrong("[budget]", "[adapt]\nepochs = 2.0\n\n[budget]"),
    "a stage that is none": wrong("mine", "mine", "--until trian"),
    "cells too short for the law": wrong('route = "chinchilla.parametric"', "", "--dry-run"),
    "too few sizes for a forecast": wrong("widths = [8, 16, 24]", "widths = [8, 16]", "--dry-run"),
    "budgets that no size can use": wrong("budgets = [1e8, 2e8, 4e8]", "budgets = [1e5, 2e5]", "--dry-run"),
}

# ---------------------------------------------------------------- text and training


def tokenizer(folder: Path) -> None:
    """A recipe with somebody's tokenizer that splits at white space and knows whole words."""
    with_recipe(("vocabulary = 300", 'tokenizer = "tokenizer.json"'))(folder)
    words = Tokenizer(models.WordLevel({"a": 0, "b": 1, "[UNK]": 2}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))


def items(line: str) -> Make:
    def make(folder: Path) -> None:
        with_recipe(('tasks = ["agreement"]', 'tasks = ["items.jsonl"]'))(folder)
        good = {"task": "quiz", "id": "1", "context": "Two and two is", "choices": [" four", " five"], "answer": 0}
        (folder / "items.jsonl").write_text(f"{json.dumps(good)}\n{line}\n", encoding="utf-8")

    return make


def not_a_tokenizer(folder: Path) -> None:
    with_recipe(("vocabulary = 300", 'tokenizer = "tokenizer.json"'))(folder)
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")


LONG_WINDOWS = (
    ("context = 16", "context = 2048\nmax_epochs = 1e9"),
    ("budgets = [1e8, 2e8, 4e8]", "budgets = [1e11, 2e11, 3e11]"),
    ("flops = 1e9", "flops = 1e12"),
)
HUGE_RATES = ("layers = 1", "layers = 1\nmatrix_rate = 1e30\nother_rate = 1e30")
TEXT = {
    "a folder with no pages": Case(with_folder(), (RUN,)),
    "a folder of other files": Case(with_folder("a.pdf", "b.docx"), (RUN,)),
    "a source that is not there": wrong('web = "web"', 'web = "wbe"'),
    "pages that are all dropped": wrong('trusted = ["web"]', ""),
    "an items file with a broken line": Case(items('{"task": "quiz"'), (RUN,)),
    "an item with a wrong answer": Case(
        items('{"task": "quiz", "id": "2", "context": "So", "choices": [" a", " b"], "answer": 2}'), (RUN,)
    ),
    "a tokenizer that is not there": wrong("vocabulary = 300", 'tokenizer = "tokenizer.json"'),
    "a tokenizer that is none": Case(not_a_tokenizer, (RUN,)),
    "a tokenizer that is not byte-level": Case(tokenizer, (RUN,)),
    "a vocabulary larger than the text supports": wrong("vocabulary = 300", "vocabulary = 60_000"),
    "a corpus too small for the ladder": wrong("budgets = [1e8, 2e8, 4e8]", "budgets = [1e8, 4e8, 4e9]"),
    "a corpus too small for any of the budgets": wrong("layers = 1", "layers = 1\nmax_epochs = 0.01"),
    "held-out text of less than one window": Case(with_recipe(*LONG_WINDOWS), (RUN,)),
    "rates so high that every run diverges": Case(with_recipe(HUGE_RATES), (RUN,)),
    "a run whose loss becomes NaN": Case(
        with_recipe(HUGE_RATES),
        (f"{RUN} --until plan", "show mine/ladder/w24/4e+08 --store store"),
    ),
}
