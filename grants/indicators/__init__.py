"""What the project promised to reach, and what it reached."""
