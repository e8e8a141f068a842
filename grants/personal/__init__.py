"""Personal numbers: kept apart and sealed, shown only to who may see them, each look recorded."""
