from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0004_spent')]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='Expense',
            name='package',
            field=fields.CharField(default='', max_length=20),
        ),
    ])]
