"""How much text there is to train on: the models of Villalobos et al. 2022 and 2024 (arXiv 2211.04325 v1, v2).

Shapes: an input is [draws]; a stock is log10 of words (v1) or tokens (v2), [draws, years].
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.laws.stock.internet_users import YEARS, people, users_share

Array = NDArray[np.float64]
Inputs = Mapping[str, Array]

WORDS_PER_TERABYTE = 200e9  # five bytes a word
WORDS_PER_PAPER = 30 * 200  # 30 KB, the mean of the Pile
WORDS_PER_BOOK = 100e3
WORDS_PER_HOUR = 150 * 60  # of speech
UPLOADED_HOURS = 500 * 60 * 24 * 365  # a year, to YouTube
TWEETS = 500e6 * 365  # a year
CRAWL_BEGAN = 2016  # since then Common Crawl has grown by about the same every month
WEIGHTS = (1, 2, 2, 1)  # of internet users, platforms, Common Crawl, recorded speech


def indexed_web(x: Inputs, years: Array) -> Array:
    """v2, Eq. 1 with the adjustments of §2.3: usable tokens of the indexed web, repeated as often as is of use."""
    tokens = x["indexed_pages"] * x["bytes_per_page"] / x["bytes_per_token"]
    growth = np.log10(x["page_growth"] * x["size_growth"])
    return _growing(tokens * x["usable_share"] * x["repetition"], growth, years - 2024.0)


def all_language(
    x: Inputs, years: Array, choice: Array, population: Path | None = None, penetration: Path | None = None
) -> Array:
    """v1: a mixture of four estimates of all the text there is. `choice` [draws], between 0 and 1, picks among them."""
    persons = people(population)
    users = persons * users_share(penetration)
    recording = 1.0 / (1.0 + np.exp(-(YEARS - 2000.0) / 5.0))  # hardly anything was recorded before 1980
    users_years, recorded_years = np.cumsum(users), np.cumsum(persons * recording)
    crawled = np.maximum(YEARS - CRAWL_BEGAN, 1e-10)
    estimates = [
        (x["words_per_user"], users_years),
        (_platforms(x), users_years / users[YEARS == 2022.0]),
        (_common_crawl(x), crawled),
        (365.0 * x["words_a_day"] * x["recorded_share"], recorded_years),
    ]
    taken = np.searchsorted(np.cumsum(WEIGHTS)[:-1] / sum(WEIGHTS), choice, side="right")
    words = np.choose(taken, [words for words, _ in estimates])
    grown = np.log10([np.interp(years, YEARS, path) for _, path in estimates])
    return np.asarray(np.log10(words)[:, None] + grown[taken])


def _platforms(x: Inputs) -> Array:
    """Words a year of all the internet, by what YouTube, Twitter and blogs publish and their share in it.

    The authors' notebook adds the blogs' words of a day to the others' of a year; here all are of a year.
    """
    videos = UPLOADED_HOURS * WORDS_PER_HOUR * x["spoken_videos"]
    blogs = 365.0 * x["blog_posts"] * x["words_per_post"]
    return np.asarray((videos + TWEETS * x["words_per_tweet"] + blogs) / x["platforms_share"])


def _common_crawl(x: Inputs) -> Array:
    """New words a year."""
    terabytes = 12.0 * x["crawl_terabytes"] * x["crawl_new"] / (1.0 - x["crawl_compression"])
    return np.asarray(WORDS_PER_TERABYTE * terabytes)


def high_quality(x: Inputs, years: Array) -> Array:
    """v1: code, papers and books, as a share of all good text; the stock grows as the economy does."""
    code = x["github_terabytes"] * x["code_share"] * WORDS_PER_TERABYTE
    by_flow = x["new_books"] * x["digitized_share"] / np.log(x["economic_growth"])
    books = (x["digital_books"] + by_flow) / 2.0 * WORDS_PER_BOOK
    words = (code + WORDS_PER_PAPER * x["papers"] + books) / x["represented_share"]
    return _growing(words, np.log10(x["economic_growth"]), years - 2022.0)


def _growing(now: Array, growth: Array, ahead: Array) -> Array:
    """log10 of what grows by `growth` orders of magnitude a year, `ahead` years from now."""
    return np.asarray(np.log10(now)[:, None] + growth[:, None] * ahead)
