"""A recipe's `[pages]` table to sources whose bytes are known, and each source to parts that a worker reads."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from foretell.corpus import readers
from foretell.corpus.built_in import BUILT_IN, built_in, content_of
from foretell.corpus.documents import Broken, Page, Part
from foretell.lab import GUARD, file_digest
from foretell.nouns import Pages, Source

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
WILDCARD = re.compile(r"[*?\[]")
BYTES_PER_PART = 16_000_000
FILES_PER_PART = 256


def pages_of(sources: Mapping[str, str], base: Path) -> Pages:
    """The sources of a recipe, in order of their names: a folder, file or glob (from `base`), or a built-in name.

    Raises ValueError, naming the source, for a name that cannot be a file's, and for a place without pages.
    """
    if not sources:
        raise ValueError(f"[pages] names no source. Give one, as in pages.web = 'crawl/*.html', or {_built_ins()}.")
    return Pages(sources=tuple(_source(name, where, base) for name, where in sorted(sources.items())))


def _source(name: str, where: str, base: Path) -> Source:
    if not NAME.fullmatch(name):
        raise ValueError(f"[pages] {name!r} cannot name a source: use letters, digits, - and _, at most 64.")
    if built_in(where):
        return Source(name=name, content=content_of(name, where), where=where)
    place = str(base.resolve() / Path(where).expanduser())
    try:
        root, files = files_of(place)
        if not any(readers.reader_of(file) for file in files):
            raise ValueError(_no_pages(name, where, place, len(files)))
        return Source(name=name, content=_digest(root, files), where=place)
    except OSError as error:
        raise ValueError(f"[pages] {name} = {where!r}: {error.filename or place} cannot be read ({error}).") from error


def _no_pages(name: str, where: str, place: str, others: int) -> str:
    found = f"are only {others} files of other kinds" if others > 1 else "is only 1 file of another kind"
    found = found if others else "is nothing"
    return (
        f"[pages] {name} = {where!r}: there {found} at {place}. "
        f"Give a folder, a file or a glob of {readers.KINDS}, or {_built_ins()}."
    )


def _built_ins() -> str:
    return "a built-in source (" + ", ".join(BUILT_IN) + ")"


def files_of(place: str) -> tuple[Path, list[str]]:
    """The folder of a place, and the names below it of all its files, sorted."""
    path = Path(place)
    if path.is_dir():
        return path, sorted(_below(path))
    if WILDCARD.search(place) and not path.exists():
        fixed = next(i for i, part in enumerate(path.parts) if WILDCARD.search(part))
        root = Path(*path.parts[:fixed])
        found = root.glob(str(Path(*path.parts[fixed:])))
        return root, sorted(file.relative_to(root).as_posix() for file in found if file.is_file())
    return path.parent, [path.name] if path.is_file() else []


def _below(folder: Path) -> Iterator[str]:
    for where, folders, files in os.walk(folder, onerror=_raise):
        if Path(where, GUARD).exists():  # a store: its results are no pages, and grow while they are read
            folders.clear()
            continue
        for file in files:
            path = Path(where, file)
            if path.is_file():  # not a socket, a pipe, or a link to nothing
                yield path.relative_to(folder).as_posix()


def _raise(error: OSError) -> None:
    raise error


def _digest(root: Path, files: list[str]) -> str:
    """A digest of the names of all files, and of the bytes of those that hold pages."""
    digest = hashlib.blake2b(digest_size=16)
    for name in files:
        read = _bytes_of(root / name) if readers.reader_of(name) else "ignored"
        digest.update(os.fsencode(name) + b"\0" + read.encode() + b"\n")
    return digest.hexdigest()


def _bytes_of(file: Path) -> str:
    """The digest of a file's bytes. One that cannot be read ends no journey: its reader drops it for that reason."""
    try:
        return file_digest(file)
    except OSError:
        return "unreadable"


def parts_of(source: Source) -> list[Part]:
    """The parts of a source: the same for the same bytes, however many workers there are."""
    if found := built_in(source.where):
        kind, argument = found
        return [Part(source.name, kind, "", names) for names in BUILT_IN[kind].parts(argument)]
    root, files = files_of(source.where)
    return [Part(source.name, "files", str(root), names) for names in _grouped(root, files)]


def _grouped(root: Path, files: list[str]) -> Iterator[tuple[str, ...]]:
    group: list[str] = []
    size = 0
    for name in files:
        group.append(name)
        size += (root / name).stat().st_size
        if size >= BYTES_PER_PART or len(group) == FILES_PER_PART:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def read_part(part: Part, max_bytes: int) -> Iterator[Page | Broken]:
    """The pages of one part."""
    if part.kind in BUILT_IN:
        yield from BUILT_IN[part.kind].pages(part.names)
        return
    for name in part.names:
        yield from readers.read(part.root, name, max_bytes)
