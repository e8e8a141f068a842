"""A report package is opened: of a planned period, or by hand."""
