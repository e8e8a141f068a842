"""How the database came to be what it is, step by step; written by Tortoise's own tool and read before they are kept."""
