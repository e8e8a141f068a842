"""Letters that a mail server took and sent back later: read from the mailbox to which they return."""
