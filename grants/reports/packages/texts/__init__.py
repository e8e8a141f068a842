"""What is written for a package itself, and the translations its report lacks."""
