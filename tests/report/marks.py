"""Marks as they are drawn: the elements of each kind in a chart's SVG."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

from foretell.report.document import svg
from foretell.report.figure import Figure

KIND = re.compile(r"mark-(\w+) role-mark")  # axes, legends and titles have other roles


def drawn(figure: Figure) -> Counter[str]:
    """How many marks of each kind the figure draws; of lines also the vertices."""
    return count(svg(figure))


def count(picture: str) -> Counter[str]:
    """The same of an SVG. Raises AssertionError where a mark lies nowhere."""
    found: Counter[str] = Counter()
    for group in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}g"):
        if not (named := KIND.match(group.get("class", ""))):
            continue
        for mark in group:
            assert "NaN" not in " ".join(mark.attrib.values()), f"a {named[1]} lies nowhere"
            found[named[1]] += 1
            if named[1] == "line":
                found["vertex"] += len(re.findall("[MLC]", mark.get("d", "")))
    return found
