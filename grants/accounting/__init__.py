"""What accounting programs export: read once by a kept mapping, brought into the ledger, held against it, undone whole."""
