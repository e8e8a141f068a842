"""An expense says whether it was in the sample of the funder's control, and which typology of error that gave what it cut."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together


class Migration(migrations.Migration):
    dependencies = [("grants", "0034_request_papers")]

    operations = [
        Together(
            [
                ops.AddField(
                    model_name="Expense",
                    name="error_kind",
                    field=fields.CharField(default="", max_length=200),
                ),
                ops.AddField(model_name="Expense", name="sampled", field=fields.BooleanField(default=False)),
            ]
        ),
    ]
