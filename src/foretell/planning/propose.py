"""propose: laws + a question → Proposal: a budget spent in several ways, what more costs, which runs to buy next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foretell.laws import check_law
from foretell.nouns import Curve, Further, Law, Option, Proposal
from foretell.planning.accuracy import Accuracy
from foretell.planning.alternatives import short_of_text, smaller_and_longer, wait_for_more, with_little_text
from foretell.planning.ask import Ask, checked
from foretell.planning.asked import as_asked, scaled_budget
from foretell.planning.draws import Array, Draws, draws_of
from foretell.planning.inverse import further_accuracy, further_loss, never_warnings
from foretell.planning.lights import lit
from foretell.planning.next_runs import next_runs
from foretell.planning.options import Choice, Desk, loss_of, option
from foretell.planning.published_draws import drawn_laws
from foretell.planning.repeated_draws import with_repeats

LOUD = 1e6  # times the largest of the law's runs
NO_RUNS = (
    "No runs were given: these are the published Chinchilla laws, in nats per token on the text of that paper. On your "
    "text, tokenizer and code the loss will be another; train a ladder to know. Their draws are by the standard errors "
    "of the re-fit of 2024, those of E, alpha and beta taken as independent."
)
OTHER_LOSS = (
    "Accuracy by {form} is over the loss of its own runs, and without a law of these the published laws would answer, "
    "whose loss is of another text and tokenizer: give the law, or the table, of the same runs."
)


def propose(laws: Sequence[Law], ask: Ask, downstream: Curve | None = None, repeats: Curve | None = None) -> Proposal:
    """The answer to a question, by one of the laws; the others stand beside it.

    The first law answers, or the one that the question names. Without laws the published ones do, and it is said.
    `downstream` is a curve of accuracy (or error) over the law's own loss, `repeats` one of text that is read again,
    which tells R_D* and R_N* where `ask.unique_tokens` are few. Warnings stand by weight, the heaviest first.
    Raises ValueError, in a sentence, for a question that has no answer: no budget or two, one beyond all that can be
    had, a loss that the law never reaches, an unknown device, a curve over another loss than the law's.
    """
    checked(ask)
    for law in laws:
        check_law(law)
    if downstream and not laws:
        raise ValueError(OTHER_LOSS.format(form=downstream.form))
    known = tuple(laws) or drawn_laws(ask.seed)
    law = law_of(known, ask.law)
    desk = desk_for(law, ask, downstream, repeats)
    asked, told = as_asked(desk)
    first = option(desk, asked)
    if "devices" in first.figures:
        desk = replace(desk, devices=int(first.figures["devices"].centre))
    beside, silent = _worked_out(_alternatives(desk, asked), loss_of(desk, asked))
    others, dumb = _worked_out(_by_others(desk, [each for each in known if each is not law], downstream, repeats))
    further = _further(desk, asked)
    provenance = law.warnings if laws else (NO_RUNS,)
    said = (*_doubts(desk, first), *told, *never_warnings(further), *provenance, *silent, *dumb)
    return Proposal(
        asked=ask.told(),
        law=law.form,
        options=(first, *beside, *others),
        further=further,
        next_runs=next_runs(law, first.figures["flops"].centre, ask.narrow) if laws else (),
        warnings=tuple(dict.fromkeys(said)),
    )


def law_of(laws: Sequence[Law], form: str) -> Law:
    """The law of this form, or the first where none is named. Raises ValueError for one that was not given."""
    found = [law for law in laws if form in ("", law.form)]
    if found:
        return found[0]
    raise ValueError(f"No law of the form {form!r} was given. Given: {', '.join(repr(law.form) for law in laws)}.")


def desk_for(law: Law, ask: Ask, downstream: Curve | None, repeats: Curve | None = None) -> Desk:
    """A law at work on a question, with the text that there is."""
    draws: Draws = draws_of(law)
    if ask.unique_tokens is not None:
        draws = with_repeats(draws, ask.unique_tokens, repeats)
    elif repeats:
        raise ValueError(f"{repeats.form} tells of text that is read again: say how much there is, in unique_tokens.")
    return Desk(draws, ask, Accuracy(downstream, draws.rows) if downstream else None)


Stand = tuple[Desk, Choice | str]  # a choice at a desk, or a sentence on why there is none


def _alternatives(desk: Desk, asked: Choice) -> Iterator[Stand]:
    """What else may be done with about the same means. Where serving is paid for too, no smaller model is cheaper."""
    if not desk.ask.served:
        yield desk, smaller_and_longer(desk, asked)
    yield desk, scaled_budget(desk, asked, 0.5, "half the budget")
    yield desk, scaled_budget(desk, asked, 2.0, "twice the budget")
    yield from ((desk, choice) for choice in with_little_text(desk, asked))
    if short_of_text(desk, asked):
        yield wait_for_more(desk, asked)


def _by_others(first: Desk, laws: Sequence[Law], downstream: Curve | None, repeats: Curve | None) -> Iterator[Stand]:
    """What the other laws answer."""
    for law in laws:
        desk = replace(desk_for(law, first.ask, downstream, repeats), devices=first.devices)
        try:
            yield desk, replace(as_asked(desk)[0], name=f"by {law.form}")
        except ValueError as error:
            yield desk, f"No answer by {law.form}: {error}"


def _worked_out(stands: Iterator[Stand], beside: Array | None = None) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """The options, and a sentence for each that there is not."""
    options, silent = [], []
    for desk, choice in stands:
        if isinstance(choice, str):
            silent.append(choice)
            continue
        try:
            options.append(option(desk, choice, beside))
        except ValueError as error:
            silent.append(f"No option {choice.name!r}: {error}")
    return tuple(options), tuple(silent)


def _further(desk: Desk, asked: Choice) -> tuple[Further, ...]:
    """What more would cost than what was asked."""
    loss = loss_of(desk, asked)
    found = further_loss(desk.draws, loss, desk.ask.hardware, desk.ask.served)
    if desk.accuracy is None:
        return found
    now = desk.accuracy.at(loss)
    return found + further_accuracy(desk.draws, now, desk.accuracy, desk.ask.hardware, desk.ask.served)


def _doubts(desk: Desk, first: Option) -> tuple[str, ...]:
    """Warning lights, and a loud one where the law is asked far beyond its runs."""
    multiple = first.figures["flops"].centre / desk.law.flops_range[1]
    over = desk.accuracy.doubts(first.figures["loss"].centre) if desk.accuracy else ()
    found = (*lit(desk.law, multiple, first.figures["params"]), *over)
    if multiple <= LOUD:
        return found
    return (
        f"{multiple:.1e} times the largest budget of the law's runs: nothing is known so far away, and these numbers "
        "are arithmetic, no forecast.",
        *found,
    )
