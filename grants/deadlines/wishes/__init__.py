"""How each person wants to be reminded: rhythm, days without letters, leave with a stand-in, own clock."""
