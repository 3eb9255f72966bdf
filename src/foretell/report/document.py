"""The frame that every page stands in, and a chart as a picture that stands alone."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import vl_convert

from foretell.lab import write_text
from foretell.report.charts.style import LIGHT, STYLE
from foretell.report.figure import Figure, script
from foretell.report.markup import Html, join, tag

PAGES = (".html", ".htm")  # how the name of a page ends


def document(title: str, kicker: str, name: str, *contents: Html) -> str:
    """One HTML file that loads nothing: style, charts and the library that draws them are inside."""
    return Template(_part("page.html")).substitute(
        title=tag("title", title),
        style=_part("page.css"),
        heading=join(tag("p", kicker, class_="kicker"), tag("h1", name)),
        content=join(*contents),
        chart_style=script(STYLE),
        script=_loader(),
    )


def write_document(path: Path, title: str, kicker: str, name: str, contents: Iterable[Html], first: Figure) -> None:
    """Write a page to `path`, and its `first` figure beside it as `.svg`. Raises ValueError as `check_page` does."""
    page, picture = check_page(path)
    write_text(page, document(title, kicker, name, *contents))
    write_text(picture, svg(first, title))


def check_page(path: Path) -> tuple[Path, Path]:
    """Where a page and its picture go.

    Raises ValueError for a path that is no page's, so that no table or law is written over, and where either is a
    folder.
    """
    if path.suffix.lower() not in PAGES:
        raise ValueError(f"A page is named as one, such as {path.with_suffix('.html')}, and not {path}.")
    picture = path.with_suffix(".svg")
    for target in (path, picture):
        if target.is_dir():
            raise ValueError(f"{target} is a folder, and a file is to be written there: name another page.")
    return path, picture


def _part(name: str) -> str:
    return resources.files("foretell.report").joinpath(name).read_text(encoding="utf-8")


def _loader() -> str:
    """Vega, Vega-Lite and the few lines that draw each chart, as one script."""
    bundle = str(vl_convert.javascript_bundle(_part("page.js")))
    return bundle.replace("</script", "<\\/script")


def section(title: str, *contents: str) -> Html:
    """A part of the page under its own heading."""
    return tag("section", tag("h2", title), *contents)


def svg(figure: Figure, title: str = "", width: int = 720) -> str:
    """A figure's chart as an SVG of its own, in the light colours on white."""
    chart = {**figure.specification, "width": width, "padding": 14}
    style: dict[str, Any] = {**STYLE, "background": "white"}
    if title:
        chart["title"] = title
        style["title"] = {"anchor": "start", "fontSize": 17, "color": "var(--ink)", "offset": 14}
    picture = str(vl_convert.vegalite_to_svg(chart, config=style))
    for name, color in LIGHT.items():
        picture = picture.replace(f"var({name})", color)
    return picture
