"""A fitted law or curve as a person reads it: its numbers, its back-test, and why it may be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foretell.laws import ThreeApproaches
from foretell.laws.fitting.certify import NOTHING_FURTHER
from foretell.laws.identified import AT_BOUND, bounded
from foretell.nouns import Curve, Cut, Fitted, Interval, Law, Profile
from foretell.show.digits import ends, number, signed, span
from foretell.show.lines import out, table, warn


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
    checks(value)
    warn(value.warnings)


def curve(value: Curve, of: str = "runs") -> None:
    """A curve over runs (or models) with its intervals, what was left out, and its warnings."""
    _head(value, of)
    _coefficients(value, value.coefficients)
    _left_out(value)
    ranges = [f"{low:.3g} to {high:.3g} {name}" for name, (low, high) in value.ranges.items()]
    out.print(f"{value.target} over {', '.join(value.inputs)}; fitted over: {'; '.join(ranges)}")
    checks(value)
    warn(value.warnings)


def three_approaches(value: ThreeApproaches) -> None:
    """Exponents and best sizes by each approach, and whether they agree."""
    heads = ("approach", "N* grows as C^", "80 % interval", f"N* at {value.flops:.3g}", "80 %", "D*")
    fitted = [(each, each.law, each.params, each.tokens) for each in value.approaches]
    rows = [
        (
            *(each.form, number(law.params_exponent, law.intervals["params_exponent"])),
            *(span(law.intervals["params_exponent"]), number(params.centre, params), ends(params)),
            number(tokens.centre, tokens),
        )
        for each, law, params, tokens in fitted
        if law and params and tokens
    ]
    if rows:
        table("", heads, rows)
    for each in value.approaches:
        if each.refused:
            out.print(f"{each.form}: {each.refused}")
    for pair in value.pairs:
        told = "agree" if pair.agree else "do not agree"
        out.print(f"{pair.first} and {pair.second} {told}: {signed(pair.difference)}, {span(pair.difference)}")
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


def checks(value: Fitted) -> None:
    """The certificate, other optima, profiles, the most influential runs, and what other choices give."""
    if value.checks is None:
        return
    proved = value.checks.certificate
    if proved:
        bottom = "a bottom" if proved.fall <= NOTHING_FURTHER else "NO bottom: the law is not identified"
        out.print(
            f"certificate: {proved.agreeing} of {proved.starts} starts end here; Newton promises a further fall of "
            f"{proved.fall:.1g} ({bottom}); gradient {proved.gradient:.1g}, condition {proved.condition:.3g}"
        )
    for other in value.checks.optima[1:]:
        out.print(
            f"another local optimum: objective {other.objective:.8g}, {other.starts} starts: "
            f"{_told(value, other.coefficients)}"
        )
    _profiles(value)
    for run in value.checks.influences[:3]:
        out.print(
            f"without the run of {run.params:.3g} parameters and {run.tokens:.3g} tokens ({run.off_percent:+.1f} % off)"
            f": {_told(value, run.without)}"
        )
    for each in value.checks.sensitivities:
        out.print(f"{each.choice}: {_told(value, each.coefficients)} ({each.runs} runs)")


def _profiles(value: Fitted) -> None:
    """How far each coefficient may go while the others give way."""
    profiles = value.checks.profiles if value.checks else ()
    for one in profiles:
        out.print(f"profile of {one.name}: {_within(one, value.intervals.get(one.name))} ({one.level:.0%})")
    if profiles:
        out.print(
            "a profile ends where the objective rises more than runs of this scatter allow, an interval above holds "
            "the middle of fits to resampled runs: where they differ much, trust the wider"
        )


def _within(one: Profile, of: Interval | None) -> str:
    low, high = (None if end is None else number(end, of) for end in (one.low, one.high))
    if low and high:
        return f"{low} … {high}"
    if not low and not high:
        return "no end within the values that were tried"
    return f"at least {low}" if low else f"at most {high}"


def _head(value: Fitted, of: str = "runs") -> None:
    out.print(f"{value.form}, fitted to {value.runs} {of}; objective {value.objective:.10g}")


def _coefficients(value: Fitted, held: Mapping[str, float]) -> None:
    rows = [(name, _coefficient(number, value.intervals.get(name))) for name, number in held.items()]
    table("", ("", "value", "interval"), [(name, *cells) for name, cells in rows])


def _coefficient(value: float, of: Interval | None) -> tuple[str, str]:
    """A coefficient and its interval. An end that ran away bounds nothing, and what no resample moved has none."""
    if of is None:
        return number(value), ""
    below, above = bounded(of)
    if below and above:
        return number(value, of), span(of) if of.low < of.high else "none: no resample moved it"
    told = number(value) if abs(value) >= AT_BOUND else "0"
    if not below and not above:
        return told, "not identified"
    return (
        told,
        f"at least {number(of.low)} ({of.level:.0%})" if below else f"at most {number(of.high)} ({of.level:.0%})",
    )


def _left_out(value: Fitted) -> None:
    for reason, n in value.excluded.items():
        out.print(f"left out: {n} × {reason}")


def _told(value: Fitted, coefficients: Mapping[str, float]) -> str:
    """Other values of the coefficients, rounded as those of the fit."""
    return ", ".join(f"{name} {number(each, value.intervals.get(name))}" for name, each in coefficients.items())
