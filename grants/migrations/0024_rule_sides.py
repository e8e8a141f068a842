"""Rules for deadlines count before a day too, and say which rule of the programme they were taken from."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from grants.deadlines.rules import Side
from grants.storage.together import Together


class Migration(migrations.Migration):
    dependencies = [("grants", "0023_package_book")]

    operations = [
        Together(
            [
                ops.AlterModelOptions(
                    name="DeadlineRule",
                    options={
                        "table": "deadline_rule",
                        "app": "grants",
                        "unique_together": (("project", "number"),),
                        "pk_attr": "id",
                        "table_description": "What the contract says of dates: so many days, working days or months after or before something (`side`).",
                    },
                ),
                ops.AddField(
                    model_name="DeadlineRule", name="preset", field=fields.CharField(default="", max_length=60)
                ),
                ops.AddField(
                    model_name="DeadlineRule",
                    name="side",
                    field=fields.CharEnumField(
                        default=Side.AFTER, description="AFTER: after\nBEFORE: before", enum_type=Side, max_length=40
                    ),
                ),
            ]
        )
    ]
