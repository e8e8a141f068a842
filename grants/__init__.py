"""A bilingual tracker for organisations that carry out EU-funded social-inclusion projects."""
