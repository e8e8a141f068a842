from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0022_thing_due')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PackageBook',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('template', fields.ForeignKeyField('grants.OwnTemplate', source_field='template_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('name', fields.CharField(default='', max_length=40)),
                ('edition', fields.IntField(default=0)),
                ('file_name', fields.CharField(default='', max_length=255)),
                ('sha256', fields.CharField(default='', max_length=64)),
                ('cells', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            ],
            options={'table': 'package_book', 'app': 'grants', 'unique_together': (('package', 'name'),), 'pk_attr': 'id', 'table_description': "A funder's own workbook among the files of a package."},
            bases=['Model'],
        ),
    ]
