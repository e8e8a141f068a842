"""Links in letters that open exactly one thing without signing in: made, followed, used up, revoked."""
