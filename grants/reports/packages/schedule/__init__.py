"""By schedule: the draft of a report package is opened the day after its period ends, and who is responsible is told."""
