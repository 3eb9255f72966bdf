"""Golden cases for each structure that is kept, and whatever else comes: no crash, and no word lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.corpus.extract import extract

GOLDEN = {
    "white space collapses": ("<p>One <b>bold</b>,\n  two</p>", "One bold, two"),
    "entities": ("<p>caf&eacute; &lt;b&gt; &amp;amp;</p>", "café <b> &amp;"),
    "paragraphs and headings": ("<h1>A</h1>b<p>c<p>d", "A\n\nb\n\nc\n\nd"),
    "blocks and breaks": ("<div>a<div>b</div>c<br>d</div>", "a\nb\nc\nd"),
    "lists": ("<ul><li>a<li>b<ol><li>c</ol><li><p>d</p></ul>e", "- a\n- b\n  - c\n- d\n\ne"),
    "pre": ("<pre>\ndef f():\n    return  1\n</pre>", "def f():\n    return  1"),
    "code": ("x <code>a\n  b</code> y", "x a\n  b y"),
    "tables": ("<table><tr><th>A<th>B<tr><td> 1 <td><td>2</table>", "A\tB\n1\t2"),
    "definitions": ("<dl><dt>k<dd>v</dl>", "k\nv"),
    "hard spaces are kept": ("<tt>if&nbsp;x:<br>&nbsp;&nbsp;y</tt>", "if x:\n  y"),
    "what surrounds a page": (
        "<head><title>t</title><style>s</style></head><nav>n</nav><header>h</header><main>text</main>"
        "<aside>a</aside><form>f</form><script>x</script><footer>f</footer>",
        "text",
    ),
    "comments": ("a<!-- b -->c", "a c"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("html", "text"), GOLDEN.values(), ids=GOLDEN)
def test_golden(html: str, text: str) -> None:
    assert extract(html) == text


@given(st.text(st.sampled_from("<>/!-=\"' abdiv&;p#x0\n\0"), max_size=200))
def test_no_markup_crashes(html: str) -> None:
    assert "\0" not in extract(html)


TAGS = ["p", "div", "li", "ul", "td", "table", "b", "pre", "h1", "a", "dd", "code", "blockquote", "span"]
PIECES = st.lists(st.one_of(st.sampled_from([f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS]), st.just("#")))


@given(PIECES)
def test_no_visible_word_is_lost(pieces: list[str]) -> None:
    words = [f"word{i}" for i in range(pieces.count("#"))]
    numbers = iter(words)
    html = "".join(f" {next(numbers)} " if piece == "#" else piece for piece in pieces)
    assert sorted(word for word in extract(html).split() if word != "-") == sorted(words)
