"""The life of an expense after it was written: submitted, verified, reported, decided on by the funder; many at once."""
