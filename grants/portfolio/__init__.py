"""All one's projects on one page, a project's overview, my tasks, history and search; keeps nothing of its own."""
