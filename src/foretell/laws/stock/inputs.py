"""What Villalobos et al. draw the stock of text and the demand for it from: ranges, each with its source.

v1 is the paper of 2022, v2 that of 2024 (both arXiv 2211.04325), with the inputs of the authors' own notebooks. They
take each range for the central interval of a lognormal distribution: 90 % of it in v1, 95 % in v2 (§2.2), where not
told otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Version = Literal["2024", "2022", "2022-high-quality"]

WIDEST, WIDEST_NORMAL = (1e-20, 1e20), (-10.0, 10.0)
RAREST = 1e-12  # a probability nearer to 0 or 1 is taken for this


@dataclass(frozen=True)
class Range:
    """An uncertain number: `level` of it lies between `low` and `high`, and none below `least` or above `most`.

    A mirrored lognormal has its long tail downwards: high + 1 less a lognormal.
    """

    low: float
    high: float
    source: str
    level: float = 0.95
    shape: Literal["lognormal", "normal", "mirrored lognormal"] = "lognormal"
    least: float = -math.inf
    most: float = math.inf

    def draw(self, generator: np.random.Generator, draws: int) -> Array:
        """`draws` numbers: a normal one for each, or where the range is cut off, one between the cuts."""
        low, high = self._to_normal(self.low), self._to_normal(self.high)
        mean, sd = (low + high) / 2.0, (high - low) / 2.0 / NormalDist().inv_cdf((1.0 + self.level) / 2.0)
        if (self.least, self.most) == (-math.inf, math.inf) or sd == 0.0:
            return self._from_normal(mean + sd * generator.standard_normal(draws))
        cuts = [(self._to_normal(cut) - mean) / sd for cut in (self.least, self.most)]
        below, above = (NormalDist().cdf(cut) for cut in cuts)
        chances = below + (above - below) * generator.random(draws)
        normal = [NormalDist().inv_cdf(chance) for chance in np.clip(chances, RAREST, 1.0 - RAREST)]
        return self._from_normal(mean + sd * np.array(normal))

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what the ends of the range may lie: so far apart that only senseless ones are kept out."""
        widest = WIDEST_NORMAL if self.shape == "normal" else WIDEST
        return max(self.least, widest[0]), min(self.most, widest[1])

    def told(self) -> str:
        """The range in words: "2 to 5 (95 %, mirrored lognormal): …"."""
        span = f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
        kind = "exactly" if self.low == self.high else f"{100 * self.level:g} %, {self.shape}"
        return f"{span} ({kind}): {self.source}"

    def _to_normal(self, x: float) -> float:
        if self.shape == "normal" or math.isinf(x):
            return x
        if self.shape == "lognormal":
            return math.log(x) if x > 0.0 else -math.inf
        return -math.log(self.high + 1.0 - x) if x < self.high + 1.0 else math.inf

    def _from_normal(self, t: Array) -> Array:
        if self.shape == "normal":
            return t
        return np.exp(t) if self.shape == "lognormal" else self.high + 1.0 - np.exp(-t)


V2 = {
    "indexed_pages": Range(75e9, 1e12, "from Common Crawl's unique pages to Google's index (v2 §2.2.1)"),
    "bytes_per_page": Range(6100, 8200, "plain text of Common Crawl, 2013 to 2021 (v2 §2.2.1)"),
    "bytes_per_token": Range(
        *(2, 5, "several tokenizers and texts (v2 App. E)"), shape="mirrored lognormal", least=1, most=100
    ),
    "usable_share": Range(0.1, 0.4, "what is left after filters and pruning (v2 §2.3.1)"),
    "repetition": Range(2, 5, "most that repeating is worth, after Muennighoff et al. 2023 (v2 §2.3.2)"),
    "page_growth": Range(1.0, 1.1, "yearly factor; new pages make up for dead links (v2 §2.2.1)"),
    "size_growth": Range(1.02, 1.04, "yearly factor; Common Crawl's pages, 2013 to 2021 (v2 §2.2.1)"),
    "largest_set": Range(3e12, 13e12, "tokens, 2024 (v2 §2.4, notebook)", level=0.9),
    "set_growth": Range(0.27, 0.48, "orders of magnitude a year, 2010 to 2024 (v2 §2.4)", shape="normal"),
    "largest_compute": Range(1e25, 1e26, "FLOPs, 2024 (v2 notebook; §2.4 has 5e25 for the largest)", level=0.9),
    "compute_growth": Range(
        *(0.48, 0.72, "orders of magnitude a year, by the notebook's bootstrap of its 59 models with a compute"),
        *(0.9, "normal"),
    ),
}
TREND_V1 = {
    "largest_set": Range(2e12, 2e12, "words, 2022 (v1)", level=0.9),
    "set_growth": Range(
        *(0.265, 0.392, "orders of magnitude a year, the mean of doubling in 6.7 to 10.3 and in 14.8 to 20.2 months"),
        *(0.9, "normal"),
    ),
}
V1 = TREND_V1 | {
    "words_per_user": Range(1e4, 1e5, "a year: short messages every day, to a novel (v1)", level=0.9),
    "spoken_videos": Range(0.05, 0.5, "share of the 500 hours a minute uploaded to YouTube (v1)", level=0.9),
    "words_per_tweet": Range(10, 50, "of 500 million a day (v1)", level=0.9),
    "blog_posts": Range(5e6, 1e7, "a day (v1)", level=0.9),
    "words_per_post": Range(200, 2000, "blogs (v1)", level=0.9),
    "platforms_share": Range(0.05, 0.4, "of the internet's text that these three platforms hold (v1)", level=0.9),
    "crawl_terabytes": Range(5, 10, "compressed text of Common Crawl a month (v1)", level=0.9),
    "crawl_new": Range(0.3, 0.7, "share of a month's crawl that is new (v1)", level=0.9),
    "crawl_compression": Range(0.3, 0.85, "share that compression saves (v1)", level=0.9, most=0.99),
    "words_a_day": Range(5e3, 2e4, "spoken or written by a person (v1, after Mehl et al. 2007)", level=0.9),
    "recorded_share": Range(0.005, 0.5, "of them, on any device (v1)", level=0.9, shape="normal", least=1e-6, most=1.0),
}
V1_HIGH_QUALITY = TREND_V1 | {
    "github_terabytes": Range(21, 65, "Arctic Vault to Software Heritage (v1)", level=0.9),
    "code_share": Range(0.05, 0.5, "of a repository that is no history (v1)", level=0.9),
    "papers": Range(1e8, 1.7e8, "published (v1)", level=0.9),
    "digital_books": Range(1e7, 3e7, "counted in libraries and shops (v1)", level=0.9),
    "new_books": Range(1e6, 3e6, "a year (v1)", level=0.9),
    "digitized_share": Range(0.02, 0.2, "of new books (v1)", level=0.9),
    "represented_share": Range(0.3, 0.5, "of good text that code, papers and books are (v1)", level=0.9),
    "economic_growth": Range(1.02, 1.06, "yearly factor of the world's economy (v1)", level=0.9, least=1.001),
}
INPUTS: Mapping[Version, Mapping[str, Range]] = {"2024": V2, "2022": V1, "2022-high-quality": V1_HIGH_QUALITY}


def with_ranges(inputs: Mapping[str, Range], ranges: Mapping[str, tuple[float, float]]) -> dict[str, Range]:
    """The inputs with some ranges replaced, of the same level and shape.

    Raises ValueError for a name that is no input, and for a range that the input's distribution cannot have.
    """
    changed = dict(inputs)
    for name, (low, high) in ranges.items():
        if name not in inputs:
            raise ValueError(f"There is no input {name!r} in this version; its inputs are {', '.join(inputs)}.")
        least, most = inputs[name].bounds
        if not least <= low <= high <= most:
            raise ValueError(
                f"Input {name!r} was given as {low:g} to {high:g}; expected a lower end, {least:g} at least, and then "
                f"an upper end, {most:g} at most."
            )
        changed[name] = replace(inputs[name], low=float(low), high=float(high), source="given by the caller")
    return changed
