"""A fitted law or curve as a person reads it: its numbers, its back-test, and why it may be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foretell.laws import ThreeApproaches
from foretell.laws.fitting.certify import NOTHING_FURTHER
from foretell.nouns import Checks, Curve, Cut, Fitted, Law
from foretell.show.lines import out, span, table, warn


def law(value: Law) -> None:
    """A law with its intervals, its back-test over growing compute, what was left out, and its warnings."""
    _head(value)
    exponents = {"params_exponent": value.params_exponent, "tokens_exponent": value.tokens_exponent}
    _coefficients(value, {**value.coefficients, **exponents})
    _left_out(value)
    if value.cuts:
        out.print()
        cuts(value.cuts)
    if value.backtest:
        test = value.backtest
        out.print(
            f"back-test: fitted below {test.fitted_below:.3g} FLOPs, it errs by {test.error_percent:+.2f} % on the "
            f"best {test.runs} above"
        )
    ranges = zip(
        ("FLOPs", "parameters", "tokens"), (value.flops_range, value.params_range, value.tokens_range), strict=True
    )
    out.print("fitted over: " + "; ".join(f"{low:.3g} to {high:.3g} {unit}" for unit, (low, high) in ranges))
    if value.checks:
        checks(value.checks)
    warn(value.warnings)


def curve(value: Curve) -> None:
    """A curve with its intervals, what was left out, and its warnings."""
    _head(value)
    _coefficients(value, value.coefficients)
    _left_out(value)
    ranges = [f"{low:.3g} to {high:.3g} {name}" for name, (low, high) in value.ranges.items()]
    out.print(f"{value.target} over {', '.join(value.inputs)}; fitted over: {'; '.join(ranges)}")
    if value.checks:
        checks(value.checks)
    warn(value.warnings)


def three_approaches(value: ThreeApproaches) -> None:
    """Exponents and best sizes by each approach, and whether they agree."""
    heads = ("approach", "N* grows as C^", "80 % interval", f"N* at {value.flops:.3g}", "80 %", "D*")
    fitted = [(each, each.law, each.params, each.tokens) for each in value.approaches]
    rows = [
        (
            *(each.form, f"{law.params_exponent:.3f}", span(law.intervals["params_exponent"])),
            *(f"{params.centre:.3g}", f"{params.low:.3g} … {params.high:.3g}", f"{tokens.centre:.3g}"),
        )
        for each, law, params, tokens in fitted
        if law and params and tokens
    ]
    table("", heads, rows)
    for each in value.approaches:
        if each.refused:
            out.print(f"{each.form}: {each.refused}")
    for pair in value.pairs:
        told = "agree" if pair.agree else "do not agree"
        out.print(f"{pair.first} and {pair.second} {told}: {pair.difference.centre:+.3f}, {span(pair.difference)}")
    warn(tuple(f"{each.form}: {told}" for each in value.approaches if each.law for told in each.law.warnings))


def cuts(rows: Sequence[Cut]) -> None:
    """The back-test: what the form, fitted below each compute, said of every run above it."""
    heads = ("fitted below", "runs", "asked for", "error", "without sign", "worst", "inside 80 %", "N* at the top")
    cells = [
        (
            *(f"{c.below:.3g} FLOPs", c.fitted, c.tested, f"{c.error_percent:+.2f} %", f"{c.absolute_percent:.2f} %"),
            f"{c.worst_percent:.1f} %",
            "" if c.covered is None else f"{c.covered:.0%}",
            "" if c.params_at_top is None else f"{c.params_at_top:.3g}",
        )
        for c in rows
    ]
    table("back-test", heads, cells)


def checks(value: Checks) -> None:
    """The certificate, other optima, profiles, the most influential runs, and what other choices give."""
    proved = value.certificate
    if proved:
        bottom = "a bottom" if proved.fall <= NOTHING_FURTHER else "NO bottom: the law is not identified"
        out.print(
            f"certificate: {proved.agreeing} of {proved.starts} far starts end here; Newton promises a further fall of "
            f"{proved.fall:.1g} ({bottom}); gradient {proved.gradient:.1g}, condition {proved.condition:.3g}"
        )
    for other in value.optima[1:]:
        out.print(
            f"another local optimum: objective {other.objective:.8g}, {other.starts} starts: "
            f"{_told(other.coefficients)}"
        )
    for one in value.profiles:
        ends = (f"{one.low:.5g}" if one.low is not None else "?", f"{one.high:.5g}" if one.high is not None else "?")
        out.print(f"profile of {one.name}: {ends[0]} … {ends[1]} ({one.level:.0%})")
    for run in value.influences[:3]:
        out.print(
            f"without the run of {run.params:.3g} parameters and {run.tokens:.3g} tokens ({run.off_percent:+.1f} % off)"
            f": {_told(run.without)}"
        )
    for each in value.sensitivities:
        out.print(f"{each.choice}: {_told(each.coefficients)} ({each.runs} runs)")


def _head(value: Fitted) -> None:
    out.print(f"{value.form}, fitted to {value.runs} runs; objective {value.objective:.10g}")


def _coefficients(value: Fitted, held: Mapping[str, float]) -> None:
    rows = [(name, f"{number:.6g}", span(value.intervals.get(name))) for name, number in held.items()]
    table("", ("", "value", "interval"), rows)


def _left_out(value: Fitted) -> None:
    for reason, n in value.excluded.items():
        out.print(f"left out: {n} × {reason}")


def _told(coefficients: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.5g}" for name, value in coefficients.items())
