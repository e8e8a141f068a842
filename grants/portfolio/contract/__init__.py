"""The life of a contract on one page: its stage, versions, reporting periods, duties, and how long papers are kept."""
