"""Whoever is responsible for a thing is so for its deadline too, unless somebody was chosen for the deadline alone."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together

# So far a person was put there with the deadline, or by somebody, which the history tells.
_CHOSEN = """
UPDATE deadline SET chosen = true WHERE origin <> 'typed' AND EXISTS (SELECT FROM audit_entry e
  WHERE e.subject = 'deadline' AND e.subject_id = deadline.id
    AND e.deed IN ('deadline.changed', 'deadline.given', 'deadline.handed_back') AND jsonb_exists(e.after, 'person_id'))
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0026_letter_facts")]

    operations = [
        Together([ops.AddField(model_name="Deadline", name="chosen", field=fields.BooleanField(default=False))]),
        ops.RunSQL(_CHOSEN, ""),
    ]
