"""Kit for text: words, n-grams, MinHash."""
