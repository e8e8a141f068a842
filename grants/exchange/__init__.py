"""The project workbook and .json: what goes out comes back unchanged."""
