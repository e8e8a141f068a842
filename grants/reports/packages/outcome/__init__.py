"""A package sent to the funder, and what the funder decides on it."""
