"""What is done and what comes of it: activities, deliverables, publications."""
