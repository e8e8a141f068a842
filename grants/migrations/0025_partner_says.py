from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

from grants.storage.together import Together

class Migration(migrations.Migration):
    dependencies = [('grants', '0024_rule_sides')]

    initial = False

    operations = [Together([
        ops.AlterModelOptions(
            name='PackagePart',
            options={'table': 'report_package_part', 'app': 'grants', 'unique_together': (('package', 'partner'),), 'pk_attr': 'id', 'table_description': "A partner's part of a package: whether it is handed in, by whom and when; returned with a reason (`note`)."},
        ),
        ops.AddField(
            model_name='PackagePart',
            name='changed_by_name',
            field=fields.CharField(default='', max_length=400),
        ),
        ops.AddField(
            model_name='PackagePart',
            name='said',
            field=fields.TextField(default='', unique=False),
        ),
    ])]
