"""At which month's rate a package stands where the funder takes that of the month in which the report is first submitted."""
