from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0020_verdicts')]

    initial = False

    operations = [Together([
        ops.AddField(
            model_name='OwnTemplate',
            name='here',
            field=fields.BooleanField(default=True),
        ),
        ops.AddField(
            model_name='Package',
            name='ground_here',
            field=fields.BooleanField(default=True),
        ),
        ops.AlterModelOptions(
            name='ReportFile',
            options={'table': 'report_file', 'app': 'grants', 'pk_attr': 'id', 'table_description': 'One file of a prepared report; its bytes lie in the file store, but of one that was only told of (not `here`).'},
        ),
        ops.AddField(
            model_name='ReportFile',
            name='here',
            field=fields.BooleanField(default=True),
        ),
    ])]
