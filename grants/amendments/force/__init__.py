"""Deciding an amendment and bringing it into force: the day on which what was only foreseen is made true."""
