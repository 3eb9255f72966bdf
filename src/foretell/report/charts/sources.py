"""What was kept and what was dropped, and why: one small chart a source."""

from __future__ import annotations

import altair as alt

from foretell.nouns import SourceCount
from foretell.report.charts.style import FORETOLD, INK, SOFT, chart, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.wording import counted, share

MOST = 12  # sources that get a chart; the table has all of them


def source_charts(story: Story) -> list[Figure]:
    """A chart a source, the largest first."""
    ordered = sorted(story.corpus.sources.items(), key=lambda item: -item[1].read)
    return [_source(story, name, count) for name, count in ordered[:MOST]]


def fates(count: SourceCount) -> list[tuple[str, int]]:
    """What became of a source's documents: kept, held out, then the reasons from the most frequent down."""
    dropped = sorted(count.dropped.items(), key=lambda item: (-item[1], item[0]))
    return [("kept to train on", count.train), ("held out", count.held_out), *dropped]


def _source(story: Story, name: str, count: SourceCount) -> Figure:
    rows = [
        {"fate": fate.replace("_", " "), "documents": n, "kept": i < 2, "tip": f"{fate}: {n:,} of {count.read:,}"}
        for i, (fate, n) in enumerate(fates(count))
    ]
    order = [str(row["fate"]) for row in rows]
    y = alt.Y("fate:N", sort=order, title=None).scale(domain=order).axis(labelLimit=150, domain=False, ticks=False)
    x = alt.X("documents:Q", axis=None)
    base = chart(rows).encode(x=x, y=y, tooltip="tip:N")
    color = alt.condition("datum.kept", alt.value(FORETOLD), alt.value(SOFT))
    stroke = alt.condition("datum.kept", alt.value(0.85), alt.value(0.35))
    bars = base.mark_bar(height={"band": 0.7}).encode(color=color, fillOpacity=stroke)
    text = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(text=alt.Text("documents:Q", format=","))
    kept = count.train + count.held_out
    return Figure(
        title=name,
        see=cite(story.corpus, f"{kept:,} of {counted(count.read, 'document')} kept."),
        alternative=f"{name}: " + ", ".join(f"{fate} {n}" for fate, n in fates(count)),
        chart=wide([bars, text], 12 + 20 * len(rows)),
        columns=("what became of it", "documents", "share"),
        rows=[(fate, cite(story.corpus, f"{n:,}"), share(n / max(1, count.read))) for fate, n in fates(count)],
    )
