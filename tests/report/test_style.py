"""Colours are read by people: text stands out from its paper in light, in dark and in print."""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise

import pytest

from foretell.report.charts.style import LIGHT, SERIES

CSS = resources.files("foretell.report").joinpath("page.css").read_text(encoding="utf-8")
SCHEMES = dict(zip(("light", "dark", "print"), re.findall(r":root \{(.+?)\}", CSS, re.DOTALL), strict=True))


def colors(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"(--\w+): (#[0-9a-f]{6})", SCHEMES[scheme]))


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: 4.5 and more for text."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["--ink", "--soft", "--foretold", "--found", "--good", "--bad"])
def test_text_stands_out(scheme: str, name: str) -> None:
    found = colors(scheme)
    assert contrast(found[name], found["--paper"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_budgets_differ_in_lightness_too(scheme: str) -> None:
    series = [colors(scheme)[name.removeprefix("var(").removesuffix(")")] for name in SERIES]
    light = [luminance(color) for color in series]
    assert light == sorted(light, reverse=scheme != "dark")
    assert all(contrast(one, other) > 1.15 for one, other in pairwise(series))


def test_a_picture_has_the_colours_of_print() -> None:
    assert {name: color for name, color in colors("print").items() if name in LIGHT} == LIGHT


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
