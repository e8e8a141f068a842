"""What is attached to a row of any kind: its files and what people say of it."""
