"""What chromium makes of a page: marks, tooltips, focus, width and whatever it complained of, as one dictionary."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from string import Template
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr"),
)
EARLY = """<script>
window.faults = [];
addEventListener("error", (event) => faults.push(String(event.message)));
addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
addEventListener("securitypolicyviolation", (event) => faults.push(event.violatedDirective + " " + event.blockedURI));
</script>"""
FRAME = """<!doctype html><meta name="color-scheme" content="light dark">
<style>body { margin: 0 } iframe { width: ${width}px; height: 900px; border: 0 }</style>
<pre id="seen"></pre><iframe src="page.html"></iframe>
<script>onmessage = (event) => { document.getElementById("seen").textContent = event.data; };</script>"""


def look(page: str, folder: Path, width: int, is_dark: bool = False) -> dict[str, Any]:
    """Open a page in a frame of its own (chromium has no window narrower than 500 px) and ask it."""
    probe = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
    head, body, end = page.replace("<title>", EARLY + "<title>", 1).rpartition("</body>")  # the last is the page's own
    page = f'{head}<script type="module">{probe}</script>{body}{end}'
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "frame.html").write_text(Template(FRAME).substitute(width=width), encoding="utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if is_dark else 1}"
    where = [f"--window-size={max(width, 500)},900", scheme, f"--user-data-dir={folder / 'profile'}"]
    call = [
        str(CHROMIUM),
        *QUIET,
        *where,
        "--virtual-time-budget=20000",
        "--dump-dom",
        (folder / "frame.html").as_uri(),
    ]
    done = subprocess.run(call, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r'<pre id="seen">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, f"the page never answered: {done.stderr[-2000:]}"
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return {**json.loads(html.unescape(found[1])), "console": console}
