"""tokenize: Corpus → Tokens."""

from foretell.tokens.tokenize import Tokenize, tokenize

__all__ = ["Tokenize", "tokenize"]
