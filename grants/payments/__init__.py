"""Money between the funder and the project: requested, received, cleared, paid back."""
