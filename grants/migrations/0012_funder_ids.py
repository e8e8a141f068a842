from tortoise import migrations
from tortoise.migrations import operations as ops
from grants.reports.particulars import Numbered
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0011_packages')]

    initial = False

    operations = [
        ops.CreateModel(
            name='FunderId',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharEnumField(default=Numbered.LINE, description='CONTRACT: contract\nPACKAGE: package\nLINE: line\nACTIVITY: activity\nPARTNER: partner\nCONTRACTOR: contractor\nSUPPLY: supply\nINDICATOR: indicator', enum_type=Numbered, max_length=40)),
                ('row_id', fields.BigIntField()),
                ('value', fields.CharField(max_length=36)),
                ('name', fields.CharField(default='', max_length=1000)),
            ],
            options={'table': 'funder_id', 'app': 'grants', 'unique_together': (('project', 'kind', 'row_id'),), 'pk_attr': 'id', 'table_description': "Under which id and name the funder's system knows a row (of its contract and its open package: the project itself)."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReportPreparer',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(default='', max_length=200)),
                ('post', fields.CharField(default='', max_length=200)),
                ('phone', fields.CharField(default='', max_length=100)),
                ('email', fields.CharField(default='', max_length=254)),
            ],
            options={'table': 'report_preparer', 'app': 'grants', 'unique_together': (('project',),), 'pk_attr': 'id', 'table_description': 'Who prepares the technical reports of a project, as its form asks.'},
            bases=['Record'],
        ),
    ]
