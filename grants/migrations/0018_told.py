from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0017_investments')]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='Letter',
            name='told_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ])]
