"""What is done with moves between lines."""
