"""The indicators of a project as people read them: a table of indicators by periods, and each by itself."""
