"""What was spent: supporting documents with their scanned files, and the expenses they prove."""
