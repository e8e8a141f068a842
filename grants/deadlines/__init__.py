"""Dates that must not be missed, and the reminders that go out before them."""
