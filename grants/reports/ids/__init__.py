"""The ids a funder's system gave to the parts of the contract: read once from a saved page, or pasted by hand."""
