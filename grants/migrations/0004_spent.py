"""What counts as spent, said once: every counted expense, with or without an invoice, and the opening figures."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Half up at the full fixed rate, in whole numbers; null where there is no fixed rate (Regulation 1103/97 art. 4 and 5).
_IN_EURO = """
CREATE FUNCTION grants_euro(cents bigint, currency text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE currency WHEN 'EUR' THEN cents::numeric
    WHEN 'BGN' THEN sign(cents::numeric) * div(abs(cents)::numeric * 200000 + 195583, 391166) END
$$
"""

# `lost_cents` is what the funder cut or set aside; `day` the one by which a row falls in a period.
_SPENT = """
CREATE VIEW spent AS
SELECT x.id AS expense_id, NULL::bigint AS opening_id, x.project_id, x.line_id, x.activity_id, x.partner_id, x.state::text AS state,
  coalesce(d.paid_on, d.issued_on, x.claimed_on) AS day, x.currency, x.amount_cents, x.own_cents, x.in_kind_cents, x.third_cents,
  CASE x.state WHEN 'parked' THEN x.amount_cents WHEN 'cut' THEN x.cut_cents ELSE 0 END AS lost_cents,
  coalesce(x.rated_cents::numeric, grants_euro(x.amount_cents, x.currency)) AS euro_cents,
  CASE WHEN x.state = 'parked' THEN coalesce(x.rated_cents::numeric, grants_euro(x.amount_cents, x.currency))
    WHEN x.state <> 'cut' OR x.cut_cents = 0 THEN 0
    WHEN x.rated_cents IS NOT NULL THEN round(x.rated_cents::numeric * x.cut_cents / nullif(x.amount_cents, 0))
    ELSE grants_euro(x.cut_cents, x.currency) END AS lost_euro_cents
FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.state IN ('submitted', 'verified', 'reported', 'approved', 'cut', 'parked')
UNION ALL
SELECT NULL, o.id, o.project_id, o.line_id, NULL, coalesce(o.partner_id, l.partner_id), 'opening',
  o.until_on, o.currency, o.amount_cents, o.own_cents, o.in_kind_cents, o.third_cents, o.cut_cents,
  grants_euro(o.amount_cents, o.currency), grants_euro(o.cut_cents, o.currency)
FROM opening_figure o LEFT JOIN budget_line l ON l.id = o.line_id
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0003_money")]

    operations = [
        ops.RunSQL(_IN_EURO, "DROP FUNCTION grants_euro(bigint, text)"),
        ops.RunSQL(_SPENT, "DROP VIEW spent"),
    ]
