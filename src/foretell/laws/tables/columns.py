"""Which column of somebody else's table is which quantity, and by how much its name says that it is scaled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foretell.laws.tables.csv_text import usual

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {  # the first that the header has is taken
    "params": (
        *("params_effective", "params", "parameters", "n_params", "num_params", "total_params", "param_count", "n"),
        *("model_size", "params_no_embed", "non_embedding_params"),
    ),
    "tokens": (
        *("tokens", "train_tokens", "training_tokens", "n_tokens", "num_tokens", "total_tokens", "tokens_seen", "d"),
    ),
    "flops": ("flops", "training_flops", "train_flops", "total_flops", "compute", "c"),
    "loss": (
        *("bits_per_byte", "bpb", "loss", "val_loss", "validation_loss", "eval_loss", "test_loss", "final_loss"),
        *("c4_loss", "loss_c4_val", "c4_eval_loss", "train_loss", "l"),
    ),
}
COUNTS = ("params", "tokens", "flops")
SCALES = {"K": 1e3, "M": 1e6, "B": 1e9}
# What may stand in brackets behind the name of a count and says that it is no plain count.
SCALED = re.compile(
    r"(in )?[x×* ]*([kmbtgpe]|mm|mn|mln|bn|tn|tr|(thousand|million|billion|trillion)s?\b.*|1?e\d+|10(\^|\*\*)\d+"
    r"|[kmgtpez]flops?\b.*|[tpez]fs?\b.*|(kilo|mega|giga|tera|peta|exa|zetta).*)",
    re.IGNORECASE,
)
UNIT = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])\s*$")


@dataclass(frozen=True)
class Source:
    """Where a table comes from, as sentences call it, and how a column of it is named to us."""

    name: str
    option: str = "--{}-column"
    example: str = "--{}-column COLUMN"


@dataclass(frozen=True)
class Column:
    """A column of a table. Its values times `scale` are the quantity; `others` are columns that fit it as well."""

    name: str
    scale: float = 1.0
    others: tuple[str, ...] = ()

    def told(self) -> str:
        """The column in words, for a note."""
        scaled = "" if self.scale == 1.0 else f" times {self.scale:,.0f}, as its name says"
        were = "was" if len(self.others) == 1 else "were"
        also = f" ({', '.join(map(repr, self.others))} {were} there too)" if self.others else ""
        return f"column {self.name!r}{scaled}{also}"


def find_columns(source: Source, header: Sequence[str], wanted: Mapping[str, str | None]) -> dict[str, Column]:
    """The column of each quantity that the table has: the one named in `wanted`, or else the one of a usual name.

    Raises ValueError, naming the table, where too little is found to know N, D, C and L, or where a column is absent,
    there twice, taken for two quantities, or in a unit that is not understood.
    """
    fitting = {what: [name] if name else _fitting(header, what) for what, name in wanted.items()}
    found = {what: names[0] for what, names in fitting.items() if names}
    _check_named(source, header, found)
    missing = [what for what in wanted if what not in found]
    if "loss" in missing or len(missing) > 1:
        raise ValueError(
            f"{source.name} needs a loss and two of params, tokens and flops; no column was recognised for "
            f"{' and '.join(missing)}. {its_columns(header)} Name the right ones: "
            f"{', '.join(map(source.example.format, missing))}."
        )
    return {
        what: Column(name, scale_of(source, what, name) if what in COUNTS else 1.0, tuple(fitting[what][1:]))
        for what, name in found.items()
    }


def _fitting(header: Sequence[str], what: str) -> list[str]:
    """The columns that fit a quantity, the best first: by the order of the usual names, then by their own."""
    ranks = {name: rank(without_unit(name), USUAL_NAMES[what]) for name in header}  # one that is there twice, once
    return sorted((name for name, place in ranks.items() if place), key=lambda name: ranks[name])


def rank(name: str, known: Sequence[str]) -> int:
    """Where a name stands among the known ones, whole ("eval/loss" is eval_loss) before its last part; 0 for none."""
    *folders, last = (usual(part) for part in name.split("/"))
    whole = "_".join((*folders, last))
    if whole in known:
        return 1 + known.index(whole)
    is_ratio = any(folder in names for folder in folders for names in USUAL_NAMES.values())  # tokens/params
    return 0 if is_ratio or last not in known else 1 + len(known) + known.index(last)


def without_unit(name: str) -> str:
    """The name of a column without a unit in brackets behind it."""
    return UNIT.sub("", name)


def scale_of(source: Source, what: str, name: str) -> float:
    """What the name of a count says to multiply it by: (K), (M) and (B) are understood, other units refused."""
    unit = UNIT.search(name)
    if not unit:
        return 1.0
    round_, square = unit.groups()
    if round_ in SCALES:
        return SCALES[round_]
    said = (square if round_ is None else round_).strip()
    if SCALED.fullmatch(said):
        raise ValueError(
            f"{source.name}: the name of column {name!r} says that its {what} are in {said!r}, which Foretell does "
            "not convert: give plain counts, or thousands, millions or billions under a name with (K), (M) or (B)."
        )
    return 1.0


def _check_named(source: Source, header: Sequence[str], found: Mapping[str, str]) -> None:
    """Raise ValueError for columns that are absent, that are there twice, or that are taken for two quantities."""
    absent = [f"{name!r} for {what}" for what, name in found.items() if name not in header]
    if absent:
        raise ValueError(f"{source.name} has no column {' and no column '.join(absent)}. {its_columns(header)}")
    names = list(found.values())
    for name in names:
        check_once(source, header, name)
        if names.count(name) > 1:
            *all_but_last, last = map(source.option.format, ("params", "tokens", "flops", "loss"))
            raise ValueError(
                f"{source.name}: column {name!r} is taken for "
                f"{'two' if names.count(name) == 2 else names.count(name)} quantities. "
                f"Name another with {', '.join(all_but_last)} or {last}."
            )


def check_once(source: Source, header: Sequence[str], name: str) -> None:
    """Raise ValueError for a column that is there more than once."""
    if header.count(name) > 1:
        raise ValueError(f"{source.name} has {header.count(name)} columns named {name!r}: rename all but one.")


def its_columns(header: Sequence[str]) -> str:
    return f"Its columns: {', '.join(header) or 'none'}."
