from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws.fitting import Dense, PowerSum, term

N = 12


def a_sum(seed: int) -> tuple[PowerSum, np.ndarray, np.ndarray, np.ndarray]:
    """Two powers and a floor over made columns, with three thetas of five parameters; the columns too."""
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(2, N))
    terms = (term((0, 3), 1.0, -x, rows=N), term((1, 4), 1.0, -y, rows=N), term((2,), 1.0, rows=N))
    return PowerSum(terms, random.normal(size=N), 5, positive=(3, 4)), random.uniform(0.1, 1.0, (3, 5)), x, y


def as_dense(theta: np.ndarray, x: np.ndarray, y: np.ndarray, target: np.ndarray) -> Dense:
    """The slow and obvious way: every derivative of ln(e^(a − αx) + e^(b − βy) + e^e) written out."""
    a, b, e, alpha, beta = theta.T[..., None]
    powers = np.stack([np.exp(a - alpha * x), np.exp(b - beta * y), np.exp(e + 0 * x)], -1)
    p, q, o = np.moveaxis(powers / powers.sum(-1, keepdims=True), -1, 0)
    jacobian = np.stack([p, q, o, -x * p, -y * q], -1)
    one, zero = np.ones_like(x), np.zeros_like(x)
    gradients = [np.stack(g, -1) for g in ([one, zero, zero, -x, zero], [zero, one, zero, zero, -y])]
    gradients.append(np.stack([zero, zero, one, zero, zero], -1))

    def curvature(s: np.ndarray) -> np.ndarray:
        outer = sum(np.einsum("bn,ni,nj->bij", s * share, g, g) for share, g in zip((p, q, o), gradients, strict=True))
        return outer - np.einsum("bn,bni,bnj->bij", s, jacobian, jacobian)

    return Dense(np.log(powers.sum(-1)) - target, jacobian, curvature)


@given(st.integers(0, 1000))
def test_its_sums_are_those_written_out(seed: int) -> None:
    of, theta, x, y = a_sum(seed)
    fast, slow = of.at(theta), as_dense(theta, x, y, of.y)
    u, s = np.random.default_rng(seed).normal(size=(2, 3, N))
    np.testing.assert_allclose(fast.r, slow.r, atol=1e-12)
    np.testing.assert_allclose(fast.r, of.values(theta), atol=1e-12)
    np.testing.assert_allclose(fast.gradient(s), slow.gradient(s), atol=1e-12)
    np.testing.assert_allclose(fast.matrix(u, None), slow.matrix(u, None), atol=1e-11)
    np.testing.assert_allclose(fast.matrix(u, s), slow.matrix(u, s), atol=1e-11)


def test_more_size_never_hurts() -> None:
    of, theta, _, _ = a_sum(0)
    theta[1, 3] = -0.1
    assert np.isfinite(of.values(theta)).all(-1).tolist() == [True, False, True]
