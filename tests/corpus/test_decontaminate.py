"""What is dropped: pages with a question, pages that overlap a held-out page; and what is not: boilerplate, quotes."""

from __future__ import annotations

from foretell.corpus.decontaminate import Decontaminate, contaminated, protected_documents, protected_items
from foretell.tasks.items import Item
from foretell.text.words import Hashes, word_hashes, words

SPEC = Decontaminate()


def text(name: str, n: int) -> str:
    return " ".join(f"{name}{i}" for i in range(n))


def hashes(*texts: str) -> list[Hashes]:
    return [word_hashes(words(t)) for t in texts]


def item(context: str) -> Item:
    return Item(task="t", id=context[:5], context=context, choices=(" yes", " no"), answer=0)


def dropped_for_items(training: list[str], *contexts: str) -> dict[int, tuple[str, str]]:
    return contaminated(hashes(*training), protected_items(map(item, contexts), SPEC), SPEC)


def dropped_for_held_out(training: list[str], *held_out: str) -> dict[int, tuple[str, str]]:
    named = {f"h{i}": h for i, h in enumerate(hashes(*held_out))}
    return contaminated(hashes(*training), protected_documents(named, SPEC), SPEC)


def test_a_page_with_a_question_is_dropped_whatever_case_and_punctuation() -> None:
    question = text("q", 15)
    page = text("a", 500) + " " + question.upper().replace(" ", ", ") + " " + text("b", 500)
    assert dropped_for_items([text("c", 900), page], question) == {
        1: ("contaminated_by_task", "0.75 of its 13-grams shared with t/q0 q1")
    }


def test_thirteen_words_are_needed_for_a_long_question() -> None:
    assert dropped_for_items([text("q", 12) + " other words"], text("q", 20)) == {}


def test_short_questions_are_looked_for_as_a_whole() -> None:
    assert 0 in dropped_for_items(["well, " + text("q", 7) + " yes indeed"], text("q", 7))
    assert dropped_for_items(["well, " + text("q", 6) + " yes indeed"], text("q", 6)) == {}


def test_a_page_inside_the_other_counts_in_full_either_way_round() -> None:
    short, long = text("s", 60), text("l", 900)
    assert 0 in dropped_for_held_out([long + " " + short], short)
    assert 0 in dropped_for_held_out([short], long + " " + short)


def test_a_quoted_sentence_does_not_count() -> None:
    quote = text("s", 20)
    assert dropped_for_held_out([text("a", 500) + " " + quote], quote + " " + text("b", 500)) == {}


def test_boilerplate_does_not_count() -> None:
    menu = text("menu", 40)
    few = [f"{menu} {text(f'p{i}x', 20)}" for i in range(10)]
    many = [f"{menu} {text(f'p{i}x', 20)}" for i in range(11)]
    assert len(dropped_for_held_out(few, menu + " " + text("own", 20))) == 10
    assert dropped_for_held_out(many, menu + " " + text("own", 20)) == {}


def test_questions_come_before_held_out_pages() -> None:
    page = text("q", 15)
    protected = protected_items([item(page)], SPEC) + protected_documents({"h": hashes(page)[0]}, SPEC)
    assert contaminated(hashes(page), protected, SPEC)[0][0] == "contaminated_by_task"


def test_nothing_to_train_on_is_no_error() -> None:
    assert dropped_for_held_out([], text("a", 30)) == {}
