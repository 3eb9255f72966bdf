"""Every figure of the page is a file that stands alone."""

from __future__ import annotations

import dataclasses
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from foretell.nouns import SourceCount
from foretell.report import Story
from foretell.report.charts.adapted import change_figures
from foretell.report.charts.scores import task_figures
from foretell.report.charts.sources import source_charts
from foretell.report.figures import named_figures, write_figures
from foretell.report.pictures import SCALE


def test_every_figure_of_the_page_has_a_name(story: Story) -> None:
    names = [name for name, _, _ in named_figures(story)]
    measures = sum(len(task.shown) + len(task.further) for task in task_figures(story))
    assert story.comparison
    changes = len(change_figures(story.comparison))
    assert len(names) == len(set(names)) == 5 + len(source_charts(story)) + measures + changes
    assert {
        "forecast",
        "law",
        "isoflop",
        "curves",
        "documents.kjv",
        "capitals.accuracy",
        "adapted.accuracy",
        "cost",
    } <= set(names)


def test_pictures_stand_alone_and_hostile_names_stay_names(bare: Story, tmp_path: Path) -> None:
    count = SourceCount(read=3, train=1, held_out=1, bytes_train=9, bytes_held_out=9, dropped={"</svg><script>": 1})
    hostile = ("../../etc/passwd", "a/b", "a:b", "A-B", "<script>alert(1)</script>")
    corpus = bare.corpus.model_copy(update={"sources": dict.fromkeys(hostile, count)})
    written = write_figures(dataclasses.replace(bare, corpus=corpus), tmp_path / "figures")
    assert sorted(written) == sorted((tmp_path / "figures").iterdir())
    assert len({path.name.lower() for path in written}) == len(written) == 2 * (4 + len(hostile))
    assert list(tmp_path.iterdir()) == [tmp_path / "figures"]
    for svg in (path for path in written if path.suffix == ".svg"):
        text = svg.read_text(encoding="utf-8")
        root = ElementTree.fromstring(text)
        assert not [tag for element in root.iter() if (tag := element.tag.rpartition("}")[2]) in ("script", "image")]
        assert "var(--" not in text
        assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]
        kind, width, height = struct.unpack(">8s8xII", svg.with_suffix(".png").read_bytes()[:24])
        assert kind == b"\x89PNG\r\n\x1a\n"
        assert (width, height) == (int(root.attrib["width"]) * SCALE, int(root.attrib["height"]) * SCALE)
