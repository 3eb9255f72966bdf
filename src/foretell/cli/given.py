"""Options that a command was given: those that it would ignore are an error."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import typer


def names_given(call: typer.Context, but: Collection[str] = ()) -> Iterator[str]:
    """The options and arguments that stand on the command line, as they are written there; `but` these parameters."""
    for parameter in call.command.params:
        source = call.get_parameter_source(parameter.name or "")
        if source and source.name == "COMMANDLINE" and parameter.name not in but:
            yield parameter.opts[0]


def refuse_all_but(call: typer.Context, used: Collection[str], why: str) -> None:
    """Raise ValueError, naming them, for options that stand there besides the parameters `used`."""
    if ignored := list(names_given(call, used)):
        raise ValueError(f"{why}, so that {' and '.join(ignored)} would be ignored: leave {_them(ignored)} out.")


def refuse(call: typer.Context, unused: Collection[str], why: str) -> None:
    """Raise ValueError, naming them, for those of the parameters `unused` that stand there."""
    names = {parameter.name or "" for parameter in call.command.params}
    refuse_all_but(call, names - set(unused), why)


def _them(names: Collection[str]) -> str:
    return "it" if len(names) == 1 else "them"
