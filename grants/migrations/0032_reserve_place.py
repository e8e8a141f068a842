"""The terms of a contract say where its reserve for contingencies stands among the rows that close a budget."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from grants.budget.kinds import ReservePlace
from grants.storage.together import Together


class Migration(migrations.Migration):
    dependencies = [("grants", "0031_own_day")]

    operations = [
        Together(
            [
                ops.AddField(
                    model_name="Terms",
                    name="reserve_place",
                    field=fields.CharEnumField(
                        default=ReservePlace.NONE, enum_type=ReservePlace, max_length=40
                    ),
                )
            ]
        ),
    ]
