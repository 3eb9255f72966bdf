"""Tables of runs: anybody's, as spreadsheets and data frames hold them, and what can be told from their rows alone."""
