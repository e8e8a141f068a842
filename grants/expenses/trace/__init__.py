"""How rows of the expenses room are written."""
