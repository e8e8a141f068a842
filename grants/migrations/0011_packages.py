from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from grants.reports.rules_package import MakingState, PackageKind, PackageState, PartState
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0010_salary_rows')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Making',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('person', fields.ForeignKeyField('grants.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('what', fields.CharField(default='', max_length=40)),
                ('asked', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('state', fields.CharEnumField(default=MakingState.WAITING, description='WAITING: waiting\nRUNNING: running\nDONE: done\nFAILED: failed', enum_type=MakingState, max_length=40)),
                ('begun_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('alive_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('done', fields.IntField(default=0)),
                ('of', fields.IntField(default=0)),
                ('told', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('report', fields.ForeignKeyField('grants.Report', source_field='report_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'report_making', 'app': 'grants', 'pk_attr': 'id', 'table_description': 'Something long that the worker makes: what was asked, how far it is, and the report it ended in.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Package',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('number', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('kind', fields.CharEnumField(default=PackageKind.ALL, description='ADVANCE: advance\nTECHNICAL: technical\nALL: all\nMONEY: money\nFINANCIAL: financial', enum_type=PackageKind, max_length=40)),
                ('period', fields.ForeignKeyField('grants.Period', source_field='period_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('sequence', fields.IntField()),
                ('revision', fields.IntField(default=1)),
                ('after', fields.ForeignKeyField('grants.Package', source_field='after_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('format', fields.CharField(default='', max_length=40)),
                ('edition', fields.CharField(default='', max_length=40)),
                ('language', fields.CharField(default='bg', max_length=2)),
                ('first_on', fields.DateField()),
                ('last_on', fields.DateField()),
                ('state', fields.CharEnumField(default=PackageState.DRAFT, description='DRAFT: draft\nREADY: ready\nSENT: sent\nIN_REVIEW: in_review\nACCEPTED: accepted\nREFUSED: refused\nRETURNED: returned', enum_type=PackageState, max_length=40)),
                ('ground', fields.CharField(default='', max_length=64)),
                ('figures', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('ready_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ready_by', fields.ForeignKeyField('grants.Person', source_field='ready_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('sent_on', fields.DateField(null=True)),
                ('sent_hour', fields.CharField(default='', max_length=5)),
                ('signer', fields.CharField(default='', max_length=200)),
                ('funder_number', fields.CharField(default='', max_length=120)),
                ('decided_on', fields.DateField(null=True)),
                ('decision', fields.TextField(default='', unique=False)),
                ('note_bg', fields.TextField(default='', unique=False)),
                ('note_en', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'report_package', 'app': 'grants', 'unique_together': (('project', 'number'),), 'pk_attr': 'id', 'table_description': 'A report package: what goes to the funder for a period, numbered `sequence.revision` ("3.2": the third, second version).'},
            bases=['ProjectRow'],
        ),
        ops.CreateModel(
            name='PackageOut',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('expense', fields.ForeignKeyField('grants.Expense', source_field='expense_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('reason', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'report_package_out', 'app': 'grants', 'unique_together': (('package', 'expense'),), 'pk_attr': 'id', 'table_description': 'An expense left out of a package by hand, and why.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PackagePart',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('partner', fields.ForeignKeyField('grants.Partner', source_field='partner_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('state', fields.CharEnumField(default=PartState.AWAITED, description='AWAITED: awaited\nHANDED_IN: handed_in\nRETURNED: returned', enum_type=PartState, max_length=40)),
                ('changed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('changed_by', fields.ForeignKeyField('grants.Person', source_field='changed_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('note', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'report_package_part', 'app': 'grants', 'unique_together': (('package', 'partner'),), 'pk_attr': 'id', 'table_description': "A partner's part of a package: whether it is handed in, by whom and when; returned with a reason."},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='PackageRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('expense', fields.ForeignKeyField('grants.Expense', source_field='expense_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('position', fields.IntField()),
                ('number', fields.CharField(max_length=40)),
                ('amount_cents', fields.BigIntField()),
                ('currency', fields.CharField(default='EUR', max_length=3)),
                ('euro_cents', fields.BigIntField(null=True)),
                ('locked', fields.BooleanField(default=False)),
            ],
            options={'table': 'report_package_row', 'app': 'grants', 'unique_together': (('package', 'number'),), 'pk_attr': 'id', 'table_description': 'An expense as it stood in a package when that was frozen; `locked` ones are accepted already and stay as they are.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PackageText',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('package', fields.ForeignKeyField('grants.Package', source_field='package_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('place', fields.CharField(default='', max_length=60)),
                ('words_bg', fields.TextField(default='', unique=False)),
                ('words_en', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'report_package_text', 'app': 'grants', 'unique_together': (('package', 'place'),), 'pk_attr': 'id', 'table_description': 'What is written for a package and nowhere else: a summary, problems, a forecast; `place` is named by the format.'},
            bases=['Record'],
        ),
        ops.AlterModelOptions(
            name='Report',
            options={'table': 'report', 'app': 'grants', 'pk_attr': 'id', 'table_description': "Files prepared for a period in a funder's format and edition; of a `package`, where they belong to one."},
        ),
        ops.AddField(
            model_name='Report',
            name='package',
            field=fields.ForeignKeyField('grants.Package', source_field='package_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL),
        ),
    ]
