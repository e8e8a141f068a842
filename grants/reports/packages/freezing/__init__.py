"""A package frozen when it is ready, its files written from what was frozen, and let go again."""
