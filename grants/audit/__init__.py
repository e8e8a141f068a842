"""What was done, by whom and when: entries are only ever added, by `acting`."""
