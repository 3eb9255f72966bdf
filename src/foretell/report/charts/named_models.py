"""Famous models as named points on the plane of compute and size; names make room for each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import altair as alt

from foretell.report.charts.best_size import compute_x, size_y
from foretell.report.charts.marks import haloed
from foretell.report.charts.style import INK, SOFT, chart
from foretell.report.wording import number

Model = tuple[str, float, float]  # name, parameters, training FLOPs
Side = Literal["left", "right"]  # how a name is aligned: one that ends at its point is "right"
Box = tuple[float, float, float, float]  # left, right, bottom, top, in pixels

WIDE = 640  # pixels, about those of a plane on a page
LETTER, LINE, APART, POINT = 6.2, 12.0, 8.0, 5.0  # pixels: width and height of letters, from point to name, of a point
STEPS = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0)  # lines that a name may be moved up


def model_layers(
    models: Sequence[Model], flops: tuple[float, float], sizes: tuple[float, float], height: float
) -> list[alt.Chart]:
    """A point and a name for each model, on a plane of this compute, these sizes, and `height` pixels. A narrow page
    has no room for names: there the tips tell them."""
    if not models:
        return []
    rows = list(placed(models, flops, sizes, height))
    base = chart(rows).encode(x=compute_x())
    layers = [
        base.mark_point(filled=True, shape="diamond", size=60, color=INK, opacity=1).encode(y=size_y(), tooltip="tip:N")
    ]
    sides: tuple[tuple[Side, float], ...] = (("right", -APART), ("left", APART))
    for side, dx in sides:
        named = chart([row for row in rows if row["side"] == side]).encode(x=compute_x(), y=size_y("at"), text="name:N")
        seen = alt.ExprRef("width < 420 ? 0 : 1")
        layers += haloed(named, align=side, dx=dx, fontSize=11, color=SOFT, opacity=seen)
    return [layer for layer in layers if layer.data.values]


def placed(
    models: Sequence[Model], flops: tuple[float, float], sizes: tuple[float, float], height: float
) -> Iterator[dict[str, Any]]:
    """Rows with the side of the name (its text's alignment), its height `at` in parameters, and its box in pixels."""
    across = WIDE / max(math.log(flops[1] / flops[0]), 1e-9)  # pixels for each ln C
    up = height / max(math.log(sizes[1] / sizes[0]), 1e-9)
    at = [(math.log(C / flops[0]) * across, math.log(N / sizes[0]) * up) for _, N, C in models]
    taken: list[Box] = [(x - POINT, x + POINT, y - POINT, y + POINT) for x, y in at]
    for (name, N, C), (x, y) in zip(models, at, strict=True):
        side, moved, box = _free(x, y, LETTER * len(name), taken)
        taken.append(box)
        tip = f"{name}: {number(N)} parameters, {number(C)} FLOPs"
        yield {
            "name": name,
            "params": N,
            "flops": C,
            "at": N * math.exp(moved / up),
            "side": side,
            "box": box,
            "tip": tip,
        }


def _free(x: float, y: float, wide: float, taken: Sequence[Box]) -> tuple[str, float, Box]:
    """The first place about a point that nothing has taken, within the plane; else that on its left."""
    for step in STEPS:
        for side in ("right", "left"):
            left = x - APART - wide if side == "right" else x + APART
            box = (left, left + wide, y + step * LINE - LINE / 2, y + step * LINE + LINE / 2)
            if left >= 0.0 and box[1] <= WIDE and not any(meet(box, other) for other in taken):
                return side, step * LINE, box
    return "right", 0.0, (x - APART - wide, x - APART, y - LINE / 2, y + LINE / 2)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a place."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
