from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [("grants", "0010_when_amendments_hold")]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='Period',
            name='returned_on',
            field=fields.DateField(null=True),
        ),
    ])]
