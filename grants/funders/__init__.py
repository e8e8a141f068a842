"""The formats of funders, as data: one file for each."""
