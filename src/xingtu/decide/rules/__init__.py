"""One file, one rule: a module's ``RULE`` carries the file's name as its id and is found by scanning this folder."""
