"""Correspondence: letters, remarks, checks, audits and what they found, what must be answered and by when."""
