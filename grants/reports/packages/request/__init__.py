"""The payment request of a package: what the funder's form asks, looked at by its rules, and typed there by hand."""
