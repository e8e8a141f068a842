"""The work plan as it is read: the tree of activities, one activity by itself, its updates, and the plan drawn in time."""
