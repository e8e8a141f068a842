"""Who was told of a deadline, when, and what the mail server said; and who is still to be told."""
