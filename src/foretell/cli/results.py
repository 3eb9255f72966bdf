"""Commands over a store: ls, show, why, gc."""

from __future__ import annotations

import json
from itertools import islice
from typing import Annotated

import typer

from foretell import show as shown
from foretell.cli.options import STORE, Json, Store, lab_at, say, store_at


def ls(
    within: Annotated[str, typer.Argument(help="Only names that begin so, such as tiny/ladder.")] = "",
    store: Store = STORE,
    as_json: Json = False,
) -> None:
    """The named results of a store; the many of a ladder in one line.

    Examples: foretell ls · foretell ls tiny/ladder
    """
    names = {name: address for name, address in lab_at(store).names().items() if name.startswith(within)}
    say(names, shown.pairs if within else shown.folded_names, as_json)


def show(
    name: Annotated[str, typer.Argument(help="A name (tiny/corpus), its last part (corpus), or an address.")],
    store: Store = STORE,
    dropped: Annotated[str | None, typer.Option(help="For a corpus: the documents dropped for this reason.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many documents.")] = 20,
    as_json: Json = False,
) -> None:
    """Show a result: its facts, and what it cost.

    Examples: foretell show corpus · foretell show corpus --dropped too_few_stop_words
    """
    from foretell.lab import trainings
    from foretell.nouns import Plan
    from foretell.planning import ahead, meters_near

    noun = lab_at(store).read(name)
    if dropped is not None:
        from foretell.corpus import dropped as dropped_of
        from foretell.nouns import Corpus

        if not isinstance(noun, Corpus):
            raise ValueError(f"{name} is a {type(noun).__name__}; --dropped is for a Corpus.")
        say(list(islice(dropped_of(noun, dropped), limit)), shown.documents, as_json)
        return
    say(noun, shown.noun, as_json)
    if isinstance(noun, Plan) and noun.rung and not as_json:
        near = meters_near(noun.rung.shape, trainings(lab_at(store)))
        shown.cost_ahead(ahead(noun.forecast.flops, near))


def why(name: Annotated[str, typer.Argument(help="A name or address.")], store: Store = STORE) -> None:
    """What a result was made from: verb, version, specs, and the addresses of its inputs (always JSON).

    Example: foretell why tiny/target
    """
    from foretell.lab import why as reasons

    print(json.dumps(reasons(lab_at(store), name), indent=1, ensure_ascii=False))


def gc(
    store: Store = STORE,
    remove: Annotated[bool, typer.Option("--remove", help="Remove it. Without this it is only shown.")] = False,
    as_json: Json = False,
) -> None:
    """Show what no name leads to: steps, unfinished work, drafts, locks. --remove takes it away.

    Whatever a name stands for stays, with all that it was made from.

    Example: foretell gc --remove
    """
    from dataclasses import asdict

    from foretell.lab import garbage, sweep

    found = [asdict(each) for each in (sweep if remove else garbage)(store_at(store))]
    say({"removed": remove, "garbage": found}, shown.garbage, as_json)
