"""Where the money comes from and what it is meant for: funding sources and budget lines."""
