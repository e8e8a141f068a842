"""A filled tracker to try: five real projects, a running one, and a person for every role."""
