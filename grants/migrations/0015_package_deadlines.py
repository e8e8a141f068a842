from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0014_makings')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PackageDeadline',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('deadline', fields.ForeignKeyField('grants.Deadline', source_field='deadline_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('version', fields.IntField()),
            ],
            options={'table': 'report_package_deadline', 'app': 'grants', 'unique_together': (('package', 'deadline'),), 'pk_attr': 'id', 'table_description': 'A deadline that a package met when it was sent, with the version it had from then on: what was touched since is let be.'},
            bases=['Model'],
        ),
    ]
