"""What a noun was made from is read off the records, however many steps lie between."""

from __future__ import annotations

import shutil

from foretell.lab import Lab, ancestors
from foretell.nouns import Suite
from tests.lab.toy_verbs import Bake, bake, rebake, slice_up


def test_ancestors_come_nearest_first_and_once(lab: Lab) -> None:
    loaf = lab(bake, Bake())
    cut = lab(slice_up, loaf)
    assert list(ancestors(cut)) == [loaf]
    assert [noun.home for noun in ancestors(cut)] == [loaf.home]
    assert list(ancestors(loaf)) == []


def test_what_is_in_no_store_has_none_and_what_was_removed_is_passed_over(lab: Lab) -> None:
    loaf = lab(rebake, Bake())
    cut = lab(slice_up, loaf, 3)
    shutil.rmtree(loaf.folder)
    assert list(ancestors(cut)) == []
    assert list(ancestors(Suite(tasks={}))) == []
