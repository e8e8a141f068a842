"""On which day the changes of an amendment are made, until when a suspension lasts, why an amendment was refused."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0009_clock_stopped')]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='Amendment',
            name='applied_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Amendment',
            name='refused_because',
            field=fields.TextField(default='', unique=False),
        ),
        ops.AddField(
            model_name='Amendment',
            name='until_on',
            field=fields.DateField(null=True),
        ),
        ops.AlterModelOptions(
            name='AmendmentChange',
            options={'table': 'amendment_change', 'app': 'grants', 'pk_attr': 'id', 'table_description': 'What an amendment does to one row: `before` what stood in its columns when it was prepared, `after` what will.'},
        ),
    ])]
