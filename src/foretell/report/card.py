"""The card that goes with an exported model: what it is, what it was made from, what it can do, and what it cannot."""

from __future__ import annotations

from foretell.lab import digest, meter_of
from foretell.nouns import Forecast, Law, Measure, Run
from foretell.planning.cost import spent
from foretell.report.markdown import plain, section, table
from foretell.report.origin import Origin
from foretell.report.records import address
from foretell.report.wording import bits, counted, number, percent, share, span, times

FRONT = "---\nlibrary_name: transformers\npipeline_tag: text-generation\ntags:\n- foretell\n- llama\n---"
LOADING = """```python
import torch
from transformers import AutoTokenizer, LlamaForCausalLM

folder = "."  # where this card lies
model = LlamaForCausalLM.from_pretrained(folder)
tokenizer = AutoTokenizer.from_pretrained(folder)
ids = [tokenizer.eos_token_id, *tokenizer("The capital of")["input_ids"]]  # every text began behind an end of text
print(tokenizer.decode(model.generate(torch.tensor([ids]), max_new_tokens=20)[0]))
```"""
PLAIN = "It continues text; it was not made to follow instructions, to answer truthfully or to be safe."
TAUGHT = "It was taught the answers of some lessons. That makes it no assistant, and neither truthful nor safe."
LIMITS = (
    "It has seen nothing but the texts it was trained on, and may repeat any of them word for word, faults and all.",
    "Nobody has examined it for bias or for harmful output.",
    "What is not measured above is not known. A score that is not resolved from guessing shows no ability.",
)


def model_card(origin: Origin, name: str) -> str:
    """The card as Markdown, with front matter. A section of which nothing is known is left out."""
    head = f"{FRONT}\n\n# {plain(name)}\n\n{_what(origin)}"
    sections = (
        section("The model", _sizes(origin.run)),
        section("How to load it", LOADING),
        section("Foretold and found", *_forecast(origin)),
        section("Data", *_data(origin)),
        section("What it can do", *_abilities(origin)),
        section("What its training took", *_cost(origin)),
        section("Limits", "\n".join(f"- {limit}" for limit in _limits(origin.run))),
        section("Records", _records(origin)),
    )
    return "\n\n".join([head, *filter(None, sections)]) + "\n"


def _what(origin: Origin) -> str:
    run = origin.run
    size = f"A causal language model in the shape of Llama with {run.params:,} parameters"
    if run.rung.start == "imported" and not run.tokens:
        return f"{size}, trained elsewhere on an unknown number of tokens."
    ways = {"imported": "trained elsewhere", "run": "adapted with Foretell from an earlier one, trained"}
    how = ways.get(run.rung.start, "trained with Foretell")
    return f"{size}, {how} on {run.tokens:,} tokens ({number(run.flops)} FLOPs) in all."


def _sizes(run: Run) -> str:
    shape = run.rung.shape
    rows = {
        "parameters": f"{run.params:,} ({run.params_no_embed:,} without embedding and head)",
        "layers × width": f"{shape.layers} × {shape.width}",
        "heads × head width": f"{shape.heads} × {shape.head_width}",
        "feed-forward width": f"{shape.feed_forward}",
        "vocabulary": f"{shape.vocabulary:,} tokens, byte-level",
        "context": f"{shape.context:,} tokens",
        "trained on": f"{number(run.tokens)} tokens" + (f", {run.epochs:.2f} epochs" if run.epochs else ""),
        "training compute": f"{number(run.flops)} FLOPs",
        "held-out loss": f"{bits(run.bits_per_byte)} bits per byte"
        if run.bits_per_byte is not None
        else "not measured",
        "learning rate": _schedule(run),
    }
    return table(("", ""), rows.items())


def _schedule(run: Run) -> str:
    if run.rung.start == "imported":
        return "not known"
    if run.rung.decay_from is None:
        return "has not fallen: this is a segment of a trunk, on the way to finished models"
    return f"fell to zero over the last {run.rung.last_step - run.rung.decay_from:,} of {run.rung.last_step:,} steps"


def _forecast(origin: Origin) -> list[str]:
    """What was foretold before the training, beside what it gave."""
    if origin.plan is None:
        return []
    f, found = origin.plan.forecast, origin.run.bits_per_byte
    seal = f"Its forecast was sealed before it was trained: the plan's digest, `{origin.run.rung.sealed}`, is part of "
    seal += "the training's own key."
    rows = [("foretold", bits(f.centre), f"{bits(f.low)} to {bits(f.high)} ({share(f.level)})"), _found(f, found)]
    lines = table(("bits per byte on held-out text", "", ""), rows)
    return [seal, lines, _law(origin.law, f) if origin.law else ""]


def _found(f: Forecast, found: float | None) -> tuple[str, str, str]:
    if found is None:
        return "found", "nothing: the training diverged", ""
    return "found", bits(found), "inside the interval" if f.low <= found <= f.high else "outside the interval"


def _law(law: Law, f: Forecast) -> str:
    told = f"The forecast goes by the law `{law.form}`, fitted to {counted(law.runs, 'smaller run')}, and lies "
    told += f"{times(f.multiple)} beyond the largest budget of those. By the law the best size grows as "
    told += f"C^{law.params_exponent:.3f} and the best number of tokens as C^{law.tokens_exponent:.3f}."
    if test := law.backtest:
        told += f" Fitted without its largest budget, it missed that budget's runs by {percent(test.error_percent)}."
    return told


def _data(origin: Origin) -> list[str]:
    """Documents and tokens by source. Nothing here knows a licence."""
    if origin.corpus is None and origin.tokens is None:
        return []
    documents = origin.corpus.sources if origin.corpus else {}
    streams = origin.tokens.sources if origin.tokens else {}
    rows = []
    for name in dict.fromkeys([*documents, *streams]):
        count, stream = documents.get(name), streams.get(name)
        kept = (f"{count.read:,}", f"{count.train:,}", f"{count.held_out:,}") if count else ("—",) * 3
        rows.append((plain(name), *kept, f"{stream.train:,}" if stream else "—"))
    head = ("source", "documents read", "kept to train on", "held out", "tokens in the stream")
    licence = "The licences of these texts are not recorded: whoever passes this model on must add them here."
    return [table(head, rows), licence]


def _abilities(origin: Origin) -> list[str]:
    if origin.scores is None:
        return []
    head = ("task", "measure", "value", "standard error", "guessing", "examples", "resolved from guessing")
    note = "Resolved means: more than two standard errors better than guessing."
    return [table(head, map(_ability, origin.scores.measures)), note]


def _ability(m: Measure) -> tuple[str, ...]:
    resolved = "—" if m.chance is None else "yes" if m.value - m.chance > 2 * m.error else "no"
    task, metric = plain(m.task), plain(m.metric)
    return task, metric, number(m.value), number(m.error, 2), number(m.chance), f"{m.examples:,}", resolved


def _cost(origin: Origin) -> list[str]:
    """Energy of this run and of those that it goes on from, by their meters."""
    trained = [run for run in (origin.run, *origin.before) if run.rung.start != "imported"]  # an import only copies
    meters = [meter for run in trained if (meter := meter_of(run))]
    if not meters:
        return []
    cost = spent(meters)
    told = f"{span(cost.seconds)}, {number(cost.kwh)} kWh and {number(cost.kg_co2)} kg of CO₂, in "
    told += f"{counted(len(meters), 'training')}: this one"
    told += " and those that it goes on from." if len(meters) > 1 else "."
    told += " The ladder behind its plan is not in these figures." if origin.plan else ""
    sources = [f"- {name}: {plain(cost.sources[name])}" for name in ("seconds", "kwh", "kg_co2")]
    return [told, "\n".join(sources)]


def _limits(run: Run) -> list[str]:
    context = f"It was trained on windows of {run.rung.shape.context:,} tokens, and what it does beyond is not known."
    broken = f"Its training broke off ({plain(run.diverged)}): it is kept as evidence, and is of no other use."
    purpose = TAUGHT if run.rung.start == "run" else PLAIN
    return [*([broken] if run.diverged else []), purpose, *LIMITS, context]


def _records(origin: Origin) -> str:
    rows = [(type(noun).__name__, f"`{address(noun)}`", f"`{digest(noun)}`") for noun in origin.nouns]
    return table(("what", "address in its store", "digest"), rows)
