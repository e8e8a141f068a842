"""The door for those who have no account: who is missing what, the letters with links, and what a link opens."""
