"""Projects, the organisations, programmes and procedures around them, their numbers, contracts, partners and aims."""
