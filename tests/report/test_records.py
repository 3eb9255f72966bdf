from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from foretell.lab import digest
from foretell.report import Story
from foretell.report.records import LINE, address, appendix, cite, pretty

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(JSON)
def test_pretty_json_says_the_same(value: Any) -> None:
    assert json.loads(pretty(value)) == value


def test_pretty_json_keeps_short_things_on_a_line() -> None:
    assert pretty({"a": [1, 2]}) == '{"a": [1, 2]}'
    assert len(pretty(list(range(200))).splitlines()) == 202
    assert max(map(len, pretty([[1.5] * 9] * 40).splitlines())) <= LINE


def test_a_record_tells_address_type_digest_files_and_facts(story: Story) -> None:
    made = appendix([story.corpus, story.corpus])
    assert made.count('class="record"') == 1
    for part in ('id="curate/c0"', "Corpus", digest(story.corpus), "documents.parquet", "near_duplicate"):
        assert part in made


def test_a_citation_leads_to_its_record(story: Story) -> None:
    assert cite(story.target, "1 < 2") == f'<a href="#{address(story.target)}" class="cite">1 &lt; 2</a>'
