"""What is attached to a payment request in the funder's system: the files, and the documents that are asked for."""
