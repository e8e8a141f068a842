"""Adding, changing and removing one row of a project: the same doorway and the same pages for every kind of record."""
