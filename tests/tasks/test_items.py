"""Items and their file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from foretell.tasks.items import Item, read_items, write_items

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
ITEMS = st.builds(
    Item, task=WORDS, id=WORDS, context=WORDS, choices=st.lists(WORDS, min_size=2, unique=True), answer=st.just(1)
)


@given(items=st.lists(ITEMS, unique_by=lambda item: (item.task, item.id)))
def test_what_is_written_is_read(items: list[Item], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("items") / "items.jsonl"
    write_items(path, items)
    assert read_items(path) == items


@pytest.mark.parametrize(
    ("choices", "answer"), [((" a",), 0), ((" a", " a"), 0), ((" a", ""), 0), ((" a", " b"), 2), ((" a", " b"), -1)]
)
def test_a_question_that_has_no_one_answer_is_refused(choices: tuple[str, ...], answer: int) -> None:
    with pytest.raises(ValidationError):
        Item(task="t", id="1", context="c", choices=choices, answer=answer)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"not json\n", "line 2"),
        (b"\xff\xfe{}\n", "line 2"),
        (b'{"task": "t"}\n', "key 'id'"),
        (b'{"task": "t", "id": "2", "context": "c", "choices": [" a", " b"], "answer": "first"}\n', "key 'answer'"),
        (b'{"task": "t", "id": "1", "context": "c", "choices": [" a", " b"], "answer": 0}\n', "id '1' on line 1 too"),
    ],
)
def test_a_damaged_line_is_named(line: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    good = b'{"task": "t", "id": "1", "context": "c", "choices": [" a", " b"], "answer": 0}\n'
    path.write_bytes(good + line)
    with pytest.raises(ValueError, match=r"mine\.jsonl line 2") as error:
        read_items(path)
    assert words in str(error.value)
