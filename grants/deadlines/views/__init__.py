"""The deadlines of all projects seen three ways, by the same conditions: as a list, as a month, and a year of reports."""
