"""Deadlines as a calendar: a private, revocable feed for any calendar program, and a month as a page."""
