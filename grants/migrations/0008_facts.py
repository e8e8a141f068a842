from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
import functools
from grants.budget.kinds import WageRule
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0007_day_of_paper')]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='Expense',
            name='corrects',
            field=fields.ForeignKeyField('grants.Expense', source_field='corrects_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='Expense',
            name='cut_told',
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Expense',
            name='from_advance',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='Expense',
            name='per_euro',
            field=fields.DecimalField(null=True, max_digits=34, decimal_places=24),
        ),
        ops.AddField(
            model_name='Terms',
            name='wage_rule',
            field=fields.CharEnumField(default=WageRule.GENERAL, description='GENERAL: half_up\nTHIRD_DIGIT: wages\nCEILING: ceiling', enum_type=WageRule, max_length=40),
        ),
    ])]
