"""Small grants given on to others, and the money these attracted."""
