"""Tables of the rates room."""

from __future__ import annotations

from tortoise import fields

from grants.rates.rules import RateSource
from grants.storage.columns import Record, choice, line, may_be_part_of


class Rate(Record):
    """So many units of a currency for one euro, from a day to a day (a month of InforEuro, a day of the ECB).

    `project` names whose tranche it is; `used_at` closes it: what was converted with it keeps it, and a correction is a
    row of its own for the same day, of which the newest counts from then on.
    """

    source = choice(RateSource, RateSource.INFOREURO)
    project = may_be_part_of("Project")
    currency = fields.CharField(max_length=3)
    first_on = fields.DateField()
    last_on = fields.DateField()
    per_euro = fields.DecimalField(max_digits=18, decimal_places=8)
    note = line(200)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "exchange_rate"
        indexes = (("source", "currency", "first_on"),)
