"""Lines for screens of all sizes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from foretell.watch.told import Told
from foretell.watch.view import Look, Marks, end_line, log_line, marks_of, screen_lines

UTF8, PLAIN = marks_of("utf-8"), marks_of("ascii")
CALLS = st.builds(
    Told,
    call=st.text(max_size=8),
    done=st.floats(0, 1e18),
    total=st.floats(0, 1e18),
    what=st.text(max_size=80),
    step=st.integers(0, 10**9),
    steps=st.integers(0, 10**9),
    nats=st.floats(),
    curve=st.lists(st.tuples(st.integers(0, 9), st.floats()), max_size=60).map(tuple),
)
LOOKS = st.builds(
    Look,
    head=st.text(max_size=60),
    share=st.floats(0.0, 1.0),
    spent=st.floats(0.0, 1e7),
    left=st.none() | st.floats(0.0, 1e9),
    told=st.lists(CALLS, max_size=9),
)


@given(LOOKS, st.integers(1, 200), st.integers(1, 60), st.sampled_from([UTF8, PLAIN]))
def test_no_line_is_wider_than_the_screen_and_no_screen_too_low(
    look: Look, width: int, height: int, marks: Marks
) -> None:
    lines = screen_lines(look, width, height, marks)
    assert max(map(len, lines)) <= width
    assert len(lines) <= max(height, 4)
    assert all(line.isprintable() for line in lines)


@given(LOOKS)
def test_a_log_line_is_one_line_of_ascii_where_it_must_be(look: Look) -> None:
    assert log_line(look, UTF8).isprintable()
    assert log_line(look, PLAIN).isascii()
    assert all(end_line(told, PLAIN).isascii() for told in look.told)


def test_a_screen_of_60_columns() -> None:
    told = Told(
        "train-1", 50, 100, "width 64, 1.78e+11 FLOPs", 0, 256, 512, 2.345, tuple((i, 9.0 - i) for i in range(9))
    )
    assert screen_lines(Look("[3/6] ladder of 12 runs", 0.25, 100.0, 300.0, [told], 24), 60, 24, UTF8) == [
        "[3/6] ladder of 12 runs",
        "  25%  1 min 40 s, about 5 min 00 s left  0/24 done",
        "  width 64, 1.78e+11 FLOPs   50%  256/512  2.345 nats  █▇▅▃▁",
    ]


def test_more_calls_than_rows_are_counted() -> None:
    told = [Told(f"train-{i}", 0, 1, f"width {i}") for i in range(40)]
    lines = screen_lines(Look("ladder", 0.0, 1.0, None, told), 100, 10, UTF8)
    assert len(lines) <= 10
    assert lines[-1] == f"  … and {40 - (len(lines) - 2)} more"
