"""Values that are pinned in files beside this one, so that no change of meaning slips by.

Only `FORETELL_WRITE_GOLDEN=1 pytest tests/golden` writes them; without it a difference is a failure.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WRITING = os.environ.get("FORETELL_WRITE_GOLDEN") == "1"


def read_pins(name: str) -> dict[str, Any]:
    """The pins of one file; none where it is not written yet."""
    path = HERE / name
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def write_pins(name: str, pins: dict[str, Any]) -> None:
    text = json.dumps(pins, indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / name).write_text(text + "\n", encoding="utf-8")
