"""Who uses the tracker: people, their seats in projects, their sessions."""
