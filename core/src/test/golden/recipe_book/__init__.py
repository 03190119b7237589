"""How public projects train, as their papers and files say it."""
