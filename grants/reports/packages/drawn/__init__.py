"""What a package's page shows: how it stands or what is to be done, its expenses, what lies outside it, its sheets."""
