"""The page's charts, one a file: each takes the story and gives a `Figure`."""
