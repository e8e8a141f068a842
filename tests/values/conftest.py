"""Pure rules are tried on ten thousand cases, the same ones on every run."""

from hypothesis import settings

settings.register_profile("values", max_examples=10_000, deadline=None, database=None, derandomize=True)
