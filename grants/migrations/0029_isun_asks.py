"""Keep for which budget lines and activities the funder's system has a contract, and what a payment request says."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from grants.reports.rules_package import RequestKind
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0028_sheet_pages')]

    initial = False

    operations = [
        ops.CreateModel(
            name='FunderPair',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('supply', fields.ForeignKeyField('grants.Supply', source_field='supply_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('line', fields.ForeignKeyField('grants.Line', source_field='line_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('activity', fields.ForeignKeyField('grants.Activity', source_field='activity_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'funder_pair', 'app': 'grants', 'unique_together': (('supply', 'line', 'activity'),), 'pk_attr': 'id', 'table_description': "A budget line, and an activity, for which the funder's system has a contract with a contractor; without an activity any."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PackageRequest',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharEnumField(default=RequestKind.INTERIM, description='ADVANCE: advance\nADVANCE_VERIFIED: advance_verified\nINTERIM: interim\nFINAL: final', enum_type=RequestKind, max_length=40)),
                ('asked_cents', fields.BigIntField(null=True)),
                ('income_cents', fields.BigIntField(null=True)),
                ('currency', fields.CharField(default='EUR', max_length=3)),
                ('vat_registered', fields.BooleanField(default=False)),
                ('other_registration', fields.CharField(default='', max_length=200)),
                ('bank_account', fields.CharField(default='', max_length=200)),
            ],
            options={'table': 'report_package_request', 'app': 'grants', 'unique_together': (('package',),), 'pk_attr': 'id', 'table_description': "What a package's payment request says beside its figures; amounts are never below zero."},
            bases=['Record'],
        ),
    ]
