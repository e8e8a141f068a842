"""The partners of a project: what each has of the budget and of the lead's money, and a page for each, seen by both sides."""
