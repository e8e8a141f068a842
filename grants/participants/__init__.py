"""The people a project works with: who joined, what they attended, and what the funder asks about them."""
