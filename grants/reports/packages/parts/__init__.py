"""A partner's part of a package, handed in and given back."""
