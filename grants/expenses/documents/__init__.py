"""What hangs on one supporting document: its claims in this project and others, its payments, its credit notes."""
