"""Amendments: changing, suspending, resuming and ending a contract as one act, with everything it moves."""
