"""Days off: what the calendar knows, and what this organisation declares besides."""
