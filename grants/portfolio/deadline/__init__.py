"""The page of one deadline: why it is on its day, who is at it, and who was told of it when."""
