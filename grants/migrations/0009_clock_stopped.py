"""The days between which the authority's time to pay stood still."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("grants", "0008_facts"), ("grants", "0008_life")]  # both followed the one before them

    operations = [
        ops.AddField(model_name="Payment", name="resumed_on", field=fields.DateField(null=True)),
        ops.AddField(model_name="Payment", name="stopped_on", field=fields.DateField(null=True)),
    ]
