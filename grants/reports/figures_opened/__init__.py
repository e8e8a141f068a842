"""A figure of a sheet opened: the expenses behind it."""
