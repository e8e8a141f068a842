"""A letter a week to admins: how many letters went out, or that none did."""
