"""Letters that have not left yet: written anew, replaced by others, dropped."""
