"""What the funder set aside in an earlier package, claimed again in this one."""
