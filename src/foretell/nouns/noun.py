"""What a noun and a spec are: frozen values with no keys but their own, and for a noun, where its files lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr


class Spec(BaseModel):
    """A typed, frozen setting of a verb. An unknown key is an error. A field is described by the text below it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


@dataclass(frozen=True)
class Home:
    """Where a noun lies: its folder, its address in the store (`verb/key`) and the digests of its files."""

    folder: Path
    address: str = ""
    files: dict[str, str] = field(default_factory=dict)


class Noun(BaseModel):
    """Facts in fields; bulk bytes, if any, in `folder`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    _home: Home | None = PrivateAttr(default=None)

    def at(self, home: Home) -> Any:
        """The same facts, lying in `home`."""
        copy = self.model_copy()
        copy._home = home
        return copy

    @property
    def home(self) -> Home | None:
        return self._home

    @property
    def folder(self) -> Path:
        """The folder with this noun's files."""
        if self._home is None:
            raise ValueError(f"This {type(self).__name__} was made without a folder, so it has no files to read.")
        return self._home.folder


class Interval(Noun):
    """A number and the range that holds it with probability `level`."""

    centre: float
    low: float
    high: float
    level: float = 0.8
