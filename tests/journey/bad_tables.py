"""The same for tables of runs and scores, and for stores."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from pathlib import Path

from foretell.lab import Lab
from foretell.laws import Fit, fit
from foretell.training import Ladder, climb, ladder, train
from tests.journey.bad_inputs import Case, Make, nothing, with_recipe
from tests.training.made import made_tokens

Row = Sequence[object]
FIT = "fit runs.csv"
RUN = "run recipe.toml --store store --workers 1"
HEADER = ("params", "tokens", "loss")
SIZES = (1e8, 2e8, 4e8, 8e8, 1.6e9)


def good_rows() -> list[Row]:
    """Twenty-five runs that follow a law, in nats."""
    cells = [(N, N * ratio) for N in SIZES for ratio in (5, 10, 20, 40, 80)]
    return [(N, D, round(1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37, 6)) for N, D in cells]


def table(header: Sequence[str] = HEADER, rows: Sequence[Row] | None = None, name: str = "runs.csv") -> Make:
    def make(folder: Path) -> None:
        with (folder / name).open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *(good_rows() if rows is None else rows)])

    return make


def text(name: str, content: str | bytes) -> Make:
    def make(folder: Path) -> None:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return make


def fitted(header: Sequence[str] = HEADER, rows: Sequence[Row] | None = None, options: str = "") -> Case:
    return Case(table(header, rows), (f"{FIT} {options}".strip(),))


def by_own_law(content: str) -> Case:
    """The good rows, fitted by a law of one's own."""

    def make(folder: Path) -> None:
        table()(folder)
        text("my_law.py", content)(folder)

    return Case(make, (f"{FIT} --form my_law.py",))


def changed(place: int, *cells: object) -> list[Row]:
    """The good rows, and one of them another."""
    rows = good_rows()
    rows[place] = cells
    return rows


IN_BITS = [(N, D, round(float(str(L)) / math.log(2.0), 6)) for N, D, L in good_rows()]
OF_TWO = [(float(str(N)) / 1e6, D, L) for N, D, L in good_rows()]  # parameters in millions
IN_GERMAN = "\n".join([";".join(HEADER), *(f"{N:.0f};{D:.0f};{str(L).replace('.', ',')}" for N, D, L in good_rows())])
OF_ONE_D = [(1e8 * k, 2e9, 3.0 - 0.01 * k) for k in range(1, 10)]
OF_ONE_RATIO = [(1e8 * k, 2e9 * k, 3.0 - 0.01 * k) for k in range(1, 10)]
IN_PERPLEXITY = [(N, D, round(math.exp(float(str(L))), 4)) for N, D, L in good_rows()]
IN_BITS_PER_BYTE = [(N, D, round(float(str(L)) / math.log(2.0) / 4.5, 6)) for N, D, L in good_rows()]
WITH_RATES = [(*row, "cosine" if k == 2 else 3e-4) for k, row in enumerate(good_rows())]
SWEPT = [(N, D, L) for N, D, best in good_rows() for L in (best, 1.05 * float(str(best)))]
IN_MILLIONS = [(float(str(N)) / 1e6, D, 6.0 * float(str(N)) * float(str(D)), L) for N, D, L in good_rows()]
ONE_BUDGET = [(1e8 * k, 1e10 / k, 3.0 - 0.01 * k) for k in range(1, 10)]
SCORES = ("flops", "task", "metric", "value", "error", "chance")
TABLES = {
    "a table that is not there": Case(nothing, (FIT,)),
    "a folder for a table": Case(lambda folder: (folder / "runs.csv").mkdir(), (FIT,)),
    "a table that is no text": Case(text("runs.csv", b"params,tokens,loss\n\xff\xfe\n"), (FIT,)),
    "a table that is empty": Case(text("runs.csv", ""), (FIT,)),
    "a table without rows": fitted(rows=[]),
    "no column of losses": fitted(("params", "tokens", "steps")),
    "names that nobody uses": fitted(("how_big", "how_long", "loss")),
    "a column that is not there": fitted(options="--loss val_loss"),
    "a column that is there twice": fitted(("params", "loss", "loss")),
    "a cell that is no number": fitted(rows=changed(2, 1e8, 1e9, "good")),
    "a row that is too short": fitted(rows=changed(2, 1e8, 1e9)),
    "a run with NaN for its loss": fitted(rows=changed(2, 1e8, 2e9, "nan")),
    "a run of zero tokens": fitted(rows=changed(2, 1e8, 0, 3.0)),
    "rows that are there twice": fitted(rows=[*good_rows(), *good_rows()[:3]]),
    "parameters in millions": fitted(("params", "tokens", "flops", "loss"), IN_MILLIONS),
    "parameters in millions, and no FLOPs": fitted(("N", "D", "loss"), OF_TWO),
    "parameters in millions, and a name that says so": fitted(("params (M)", "tokens", "loss"), OF_TWO),
    "a unit that is not converted": fitted(("params", "compute (PF-days)", "loss")),
    "two columns for one quantity": fitted(("n", "N", "D", "loss"), [(N, 7, D, L) for N, D, L in good_rows()]),
    "decimal commas between semicolons": Case(text("runs.csv", f"sep=;\n{IN_GERMAN}\n"), (FIT,)),
    "thousands in groups": fitted(rows=[(f"{N:,}".replace(".0", ""), D, L) for N, D, L in good_rows()]),
    "a comma that may be either": fitted(rows=changed(2, "100,000", 2e9, 3.0)),
    "a run that diverged": fitted(rows=changed(2, 1e8, 2e9, "diverged")),
    "several settings in one table": fitted(rows=SWEPT),
    "several learning rates, and --best": fitted(rows=SWEPT, options="--best"),
    "one run at ten times its loss": fitted(rows=changed(7, 2e8, 4e9, 27.0)),
    "a learning rate that is no number": fitted((*HEADER, "lr"), WITH_RATES),
    "losses that are perplexities": fitted(rows=IN_PERPLEXITY),
    "losses in bits per byte, and no name that says so": fitted(rows=IN_BITS_PER_BYTE),
    "losses in bits, and a name that says so": fitted(("params", "tokens", "bits_per_byte")),
    "losses in bits where nats are meant": fitted(rows=IN_BITS),
    "too few runs": fitted(rows=good_rows()[:5]),
    "three runs": fitted(rows=good_rows()[:3]),
    "runs of one budget": fitted(rows=ONE_BUDGET),
    "runs of one number of tokens": fitted(rows=OF_ONE_D),
    "runs of one number of tokens a parameter": fitted(rows=OF_ONE_RATIO),
    "a law that is none": fitted(options="--form chinchila.parametric"),
    "a law of one's own that is not there": fitted(options="--form my_law.py"),
    "a law of one's own without FORM": by_own_law("LAW = 3\n"),
    "a law of one's own that fails": by_own_law("import math\n\nFORM = math.log(0)\n"),
    "a law file that holds none": Case(text("law.json", "{}"), ("plan --law law.json --flops 1e21",)),
    "a table and a law": Case(table(), ("plan runs.csv --law law.json --flops 1e21",)),
    "a budget below zero": Case(nothing, ("plan --flops -1e21",)),
    "scores without their columns": Case(table(("flops", "task", "value"), [], "scores.csv"), ("trend scores.csv",)),
    "scores of which some are the best": Case(
        table(
            (*SCORES, "is_best_of_compute"),
            [(C, "quiz", "accuracy", 0.5, 0.01, 0.25, best) for C in (1e18, 1e19) for best in ("true", "false")],
            "scores.csv",
        ),
        ("trend scores.csv",),
    ),
    "a score that is no number": Case(
        table(SCORES, [(1e18, "quiz", "accuracy", "nan", 0.01, 0.25)], "scores.csv"), ("trend scores.csv",)
    ),
}


# ---------------------------------------------------------------- stores


def one_diverged(folder: Path) -> None:
    """A store with a law that was fitted to a ladder in which one run broke off."""
    tokens = made_tokens(folder / "made")
    grid = Ladder(
        widths=(8, 16, 24),
        layers=1,
        context=16,
        budgets=(1e7, 2e7, 4e7),
        sequences=4,
        warmup_steps=2,
        min_steps=2,
        max_tokens_per_param=1e9,
    )
    with Lab(folder / "store", workers=1) as lab:
        runs = [run for column in ladder(grid, tokens.vocabulary) for run in climb(lab, column, tokens)]
        rung = runs[-1].rung.model_copy(update={"first_step": 0, "matrix_rate": 1e30, "other_rate": 1e30})
        cells = [run for run in runs if run.rung.decay_from is not None]
        lab(fit, [*cells, lab(train, rung, tokens)], Fit(form="chinchilla.parametric"), name="mine/law")


def walked(*then: str) -> tuple[str, ...]:
    return (f"{RUN} --until curate", *then)


def damaged(folder: Path) -> None:
    """A store of one step, whose record was cut off."""
    with_recipe()(folder)
    step = folder / "store" / "curate" / "0123456789abcdef"
    step.mkdir(parents=True)
    (step / "record.json").write_text(json.dumps({"verb": "curate"})[:-1], encoding="utf-8")
    (folder / "store" / "names" / "mine").mkdir(parents=True)
    (folder / "store" / "names" / "mine" / "corpus").write_text("curate/0123456789abcdef\n", encoding="utf-8")


def a_file_for_a_store(folder: Path) -> None:
    with_recipe()(folder)
    (folder / "store").touch()


STORES = {
    "a store that is not there": Case(nothing, ("ls --store store",)),
    "a file for a store": Case(a_file_for_a_store, ("ls --store store",)),
    "a file for a store, to write in": Case(a_file_for_a_store, (RUN,)),
    "a name that is nothing in the store": Case(with_recipe(), walked("show crpus --store store")),
    "a reason for which nothing was dropped": Case(
        with_recipe(), walked("show corpus --store store --dropped too_short")
    ),
    "a record that is cut off": Case(damaged, ("show mine/corpus --store store",)),
    "a report before the journey": Case(with_recipe(), walked("report recipe.toml --store store")),
    "a study that is none": Case(with_recipe(), ("study isoflpo --recipe recipe.toml --store store",)),
    "a ladder in which one run diverged": Case(one_diverged, ("show law --store store",)),
}
