"""The months of the team: hours by day and activity, what was done, and approving them."""
