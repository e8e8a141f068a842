"""Exchange rates to the euro: whose, for which days, and never edited once a report used them."""
