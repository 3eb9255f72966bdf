"""Know what a language model will be before you pay for it."""
