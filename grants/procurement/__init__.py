"""Contracts with suppliers: what is signed and not yet paid."""
