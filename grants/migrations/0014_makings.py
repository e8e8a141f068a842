from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0013_own_workbook')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Making',
            name='tries',
            field=fields.IntField(default=0),
        ),
    ]
