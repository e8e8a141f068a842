"""The people who carry a project out: how they are engaged, the hours they work, and what those cost."""
