from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0012_funder_ids')]

    initial = False

    operations = [
        ops.CreateModel(
            name='OwnTemplate',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('organisation', fields.ForeignKeyField('grants.Organisation', source_field='organisation_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(default='', max_length=40)),
                ('edition', fields.IntField(default=1)),
                ('file_name', fields.CharField(default='', max_length=255)),
                ('sha256', fields.CharField(max_length=64)),
                ('size', fields.BigIntField(default=0)),
                ('uploaded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('uploaded_by', fields.ForeignKeyField('grants.Person', source_field='uploaded_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'own_template', 'app': 'grants', 'unique_together': (('organisation', 'name'),), 'pk_attr': 'id', 'table_description': "A funder's own workbook as an organisation keeps it: `edition` counts the versions of the file, the last is here."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OwnCell',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('template', fields.ForeignKeyField('grants.OwnTemplate', source_field='template_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('sheet', fields.CharField(default='', max_length=80)),
                ('cell', fields.CharField(default='', max_length=10)),
                ('shows', fields.CharField(default='', max_length=120)),
                ('beside', fields.CharField(default='', max_length=200)),
            ],
            options={'table': 'own_cell', 'app': 'grants', 'unique_together': (('template', 'sheet', 'cell'),), 'pk_attr': 'id', 'table_description': 'A cell of a template, or the first one of a column, with the address of the figure it shows.'},
            bases=['Model'],
        ),
    ]
