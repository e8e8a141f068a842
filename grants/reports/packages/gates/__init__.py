"""What stands before a package in its contract: packages not decided yet, amendments asked for, a period that is not over."""
