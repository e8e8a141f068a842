"""Every thing of a project that has a day by which it must happen, said once: what it is, until when, and whether it happened."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# What is planned is due while a project runs; what is owed as soon as it has a contract, and after its end too.
_RUNS = "p.state IN ('contracting', 'running', 'suspended', 'reporting')"
_BOUND = "p.state NOT IN ('idea', 'application')"
# The last day of what was published to the month or the year only.
_LAST = """(CASE {0}_precision WHEN 'month' THEN date_trunc('month', {0}_on) + interval '1 month - 1 day'
  WHEN 'year' THEN date_trunc('year', {0}_on) + interval '1 year - 1 day' ELSE {0}_on END)::date""".format("a.end")

# Until when the authority pays: the day that was typed, else that of its time (Regulation 2021/1060, art. 74(1)(b);
# 1303/2013, art. 132), which stands still while something is missing.
_PAID_BY = """coalesce(f.due_on, CASE WHEN f.stopped_on IS NULL OR f.resumed_on IS NOT NULL THEN f.requested_on
  + CASE replace(replace(m.period, '–', '-'), ' ', '') WHEN '2021-2027' THEN 80 WHEN '2014-2020' THEN 90 END
  + greatest(0, coalesce(f.resumed_on - f.stopped_on, 0)) END)"""

# `first_on` and `last_on` are the time that a report speaks of.
_THING_DUE = f"""
CREATE VIEW thing_due AS
SELECT d.project_id, 'deliverable' AS thing, d.id AS thing_id, d.number, 'deliverable' AS kind, d.title_bg, d.title_en, d.due_on,
  coalesce(d.partner_id, a.partner_id) AS partner_id, a.person_id, d.state IN ('submitted', 'accepted') AS done, d.delivered_on AS done_on,
  NULL::date AS first_on, NULL::date AS last_on, false AS final, d.position
FROM deliverable d JOIN project p ON p.id = d.project_id LEFT JOIN activity a ON a.id = d.activity_id
WHERE d.due_on IS NOT NULL AND {_RUNS}
UNION ALL
SELECT a.project_id, 'activity', a.id, a.number, 'activity', a.title_bg, a.title_en, {_LAST}, a.partner_id, a.person_id,
  a.state = 'done', a.finished_on, NULL, NULL, false, a.position
FROM activity a JOIN project p ON p.id = a.project_id
WHERE a.end_on IS NOT NULL AND {_RUNS} AND NOT EXISTS (SELECT FROM activity w WHERE w.within_id = a.id)
UNION ALL
SELECT m.project_id, 'milestone', m.id, m.number, 'activity', m.title_bg, m.title_en, m.due_on, coalesce(m.partner_id, a.partner_id),
  a.person_id, m.reached_on IS NOT NULL, m.reached_on, NULL, NULL, false, m.position
FROM milestone m JOIN project p ON p.id = m.project_id LEFT JOIN activity a ON a.id = m.activity_id
WHERE m.due_on IS NOT NULL AND {_RUNS}
UNION ALL
SELECT t.project_id, 'period', t.id, t.number, 'report', '', '', t.due_on, NULL, NULL, t.state IN ('submitted', 'accepted'), t.submitted_on,
  t.start_on, t.end_on, t.kind = 'final', t.position
FROM reporting_period t JOIN project p ON p.id = t.project_id
WHERE t.due_on IS NOT NULL AND {_BOUND}
UNION ALL
SELECT s.project_id, 'supply', s.id, coalesce(nullif(s.contract_number, ''), s.number), 'contract', s.subject_bg, s.subject_en, s.until_on,
  s.partner_id, NULL, s.state = 'finished', NULL, NULL, NULL, false, s.position
FROM supply_contract s JOIN project p ON p.id = s.project_id
WHERE s.until_on IS NOT NULL AND s.state <> 'terminated' AND {_BOUND}
UNION ALL
SELECT g.project_id, 'guarantee', g.id, coalesce(nullif(g.reference, ''), g.number), 'guarantee', g.title_bg, g.title_en, g.until_on,
  g.partner_id, NULL, g.released_on IS NOT NULL, g.released_on, NULL, NULL, false, g.position
FROM guarantee g JOIN project p ON p.id = g.project_id
WHERE g.until_on IS NOT NULL AND {_BOUND}
UNION ALL
SELECT f.project_id, 'payment', f.id, f.number, 'payment', '', '', {_PAID_BY}, NULL, NULL, f.received_on IS NOT NULL, f.received_on,
  NULL, NULL, f.kind = 'final', f.position
FROM funder_payment f JOIN project p ON p.id = f.project_id LEFT JOIN programme m ON m.id = p.programme_id
WHERE f.kind IN ('advance', 'interim', 'final') AND {_PAID_BY} IS NOT NULL AND {_BOUND}
UNION ALL
SELECT m.project_id, 'matter', m.id, coalesce(nullif(m.reference, ''), m.number), 'answer', m.subject_bg, m.subject_en, m.answer_due_on,
  m.partner_id, m.person_id, m.answered_on IS NOT NULL OR m.closed_on IS NOT NULL, coalesce(m.answered_on, m.closed_on),
  NULL, NULL, false, m.position
FROM matter m JOIN project p ON p.id = m.project_id
WHERE m.answer_due_on IS NOT NULL AND m.direction = 'received'
UNION ALL
SELECT y.project_id, 'duty', y.id, y.number, CASE WHEN y.kind IN ('website', 'social_media', 'statement', 'poster', 'plaque', 'event') THEN 'publicity' ELSE 'contract' END,
  y.title_bg, y.title_en, y.due_on, y.partner_id, NULL, y.done_on IS NOT NULL, y.done_on, NULL, NULL, false, y.position
FROM duty y JOIN project p ON p.id = y.project_id
WHERE y.due_on IS NOT NULL AND {_BOUND}
UNION ALL
SELECT r.project_id, 'sub_report', r.id, r.number, 'report', o.name_bg, o.name_en, r.due_on, NULL, NULL, r.state IN ('submitted', 'accepted'),
  r.submitted_on, r.start_on, r.end_on, r.final, r.position
FROM sub_report r JOIN project p ON p.id = r.project_id JOIN sub_grant s ON s.id = r.sub_grant_id JOIN organisation o ON o.id = s.recipient_id
WHERE r.due_on IS NOT NULL AND {_BOUND}
UNION ALL
SELECT b.project_id, 'purchase', b.id, b.number, 'procurement', b.subject_bg, b.subject_en, b.offers_until_on, b.partner_id, NULL,
  b.state IN ('chosen', 'contracted'), b.decided_on, NULL, NULL, false, b.position
FROM purchase b JOIN project p ON p.id = b.project_id
WHERE b.offers_until_on IS NOT NULL AND b.state <> 'stopped' AND {_RUNS}
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0021_brought_packages")]

    operations = [ops.RunSQL(_THING_DUE, "DROP VIEW thing_due")]
