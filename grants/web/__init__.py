"""How pages are made and guarded; knows no person and no room."""
