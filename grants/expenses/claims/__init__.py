"""Claims without an invoice: units delivered, lump sums reached, flat rates on their base."""
