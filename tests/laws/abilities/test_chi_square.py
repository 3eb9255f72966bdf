"""The chi-square distribution against tables."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from foretell.laws.abilities.chi_square import survival


@pytest.mark.parametrize(  # Abramowitz & Stegun, table 26.8
    ("x", "degrees", "p"),
    [
        (3.84146, 1, 0.05),
        (5.99146, 2, 0.05),
        (11.3449, 3, 0.01),
        (14.0671, 7, 0.05),
        (18.3070, 10, 0.05),
        (7.56, 30, 0.9999938),
    ],
)
def test_tabled_values(x: float, degrees: int, p: float) -> None:
    assert survival(x, degrees) == pytest.approx(p, rel=2e-4)


@pytest.mark.parametrize("degrees", [1, 2, 5, 8])
def test_it_falls_from_one_to_nothing(degrees: int) -> None:
    p = [survival(x, degrees) for x in np.linspace(0, 50, 101)]
    assert p[0] == 1.0
    assert all(a > b for a, b in pairwise(p))
    assert survival(1e6, degrees) == 0.0


def test_no_degree_of_freedom_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="1 degree of freedom at least"):
        survival(1.0, 0)
