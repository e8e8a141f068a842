"""The paper forms of the Bulgarian ESF programmes before 2014: a payment request from which the advance is offset.

The forms belong to the procedure, and how an advance is offset to the contract: the per cents are always given.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from grants.values.money import Money


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a period's documents after the advance is offset, and of it the EU's and the national part."""

    documents: Money
    offset: Money
    eu: Money

    @property
    def asked(self) -> Money:
        """The sum asked for."""
        return self.documents - self.offset

    @property
    def national(self) -> Money:
        """What the EU's part leaves."""
        return self.asked - self.eu


def payment_request(documents: Money, advance: Decimal, eu: Decimal) -> Request:
    """A request with the advance offset at the same per cent of the documents at which it was paid of the grant."""
    offset = documents.at(advance.scaleb(-2))
    return Request(documents, offset, (documents - offset).at(eu.scaleb(-2)))
