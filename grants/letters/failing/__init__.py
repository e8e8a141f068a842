"""Letters that do not arrive, and who is told the same day so that the address is mended."""
