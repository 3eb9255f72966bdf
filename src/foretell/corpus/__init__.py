"""curate: pages → Corpus."""

from foretell.corpus.curate import Curate, curate
from foretell.corpus.decontaminate import Decontaminate
from foretell.corpus.duplicates import MinHash
from foretell.corpus.pages import pages_of
from foretell.corpus.quality import Quality
from foretell.corpus.repetition import Repetition
from foretell.corpus.tables import documents, dropped

__all__ = [
    "Curate",
    "Decontaminate",
    "MinHash",
    "Quality",
    "Repetition",
    "curate",
    "documents",
    "dropped",
    "pages_of",
]
