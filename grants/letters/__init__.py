"""Letters: written as rows with the reason for them, claimed, posted over SMTP and marked by a worker."""
