"""The checklist of papers beside a document, and an organisation's own lists of what it asks for."""
