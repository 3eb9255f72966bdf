"""Records → one page: what was foretold beside what was found."""

from foretell.report.publish import publish
from foretell.report.story import Story

__all__ = ["Story", "publish"]
