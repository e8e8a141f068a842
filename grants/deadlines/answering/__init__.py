"""What is said of a deadline by a link in a letter: done, in progress, later, not mine."""
