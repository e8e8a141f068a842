"""What the worker looks at where a report is long: what the funder would refuse, and the sheets as they will print."""
