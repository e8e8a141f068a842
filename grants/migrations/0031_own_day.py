"""A deadline with a day of its own keeps the day of what it follows besides; each knows since when it is here."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# So far the history alone told when one was typed.
_KNOWN = """
UPDATE deadline d SET known_on = e.day FROM (SELECT subject_id, (min(at) AT TIME ZONE 'Europe/Sofia')::date AS day FROM audit_entry
  WHERE subject = 'deadline' AND deed = 'deadline.added' GROUP BY subject_id) e WHERE e.subject_id = d.id
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0030_regulation")]

    operations = [
        ops.AddField(model_name="Deadline", name="ruled_on", field=fields.DateField(null=True)),
        ops.AddField(model_name="Deadline", name="known_on", field=fields.DateField(null=True)),
        ops.RunSQL(_KNOWN, ""),
    ]
