"""A returned package says which of its parts were not returned: they stay as they were sent, and only the rest is open."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together


class Migration(migrations.Migration):
    dependencies = [("grants", "0032_reserve_place")]

    operations = [
        Together(
            [
                ops.AddField(model_name="Package", name=f"{part}_stays", field=fields.BooleanField(default=False))
                for part in ("financial", "technical", "payment")
            ]
        ),
    ]
