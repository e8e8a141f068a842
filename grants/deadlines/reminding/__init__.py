"""Reminders of deadlines: on which days, to whom, in which letter, as each person wants them."""
