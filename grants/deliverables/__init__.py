"""The life of a deliverable: handed over with its evidence, accepted, or returned with a reason."""
