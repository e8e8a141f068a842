"""Reports to funders: figures, sheets, files, and what was prepared."""
