from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from grants.expenses.rules import CarriedOut
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0018_told')]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='Expense',
            name='carried_out',
            field=fields.CharEnumField(default=CarriedOut.INSIDE, description='INSIDE: inside\nOUTSIDE_AREA: outside_area\nOUTSIDE_UNION: outside_union\nPROGRAMMING_AREA: programming_area\nTHIRD_COUNTRIES: third_countries', enum_type=CarriedOut, max_length=40),
        ),
        ops.AddField(
            model_name='Expense',
            name='cross_financed',
            field=fields.BooleanField(default=False),
        ),
    ])]
