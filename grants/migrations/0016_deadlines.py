from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from grants.deadlines.rules import Basis, DeadlineKind, OfPeriods, Origin, Rhythm
from grants.payments.rules import GuaranteeKind
from grants.values.days import Roll, Unit
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0015_package_deadlines')]

    initial = False

    operations = [Together([
        ops.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('grants.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('language', fields.CharField(default='bg', max_length=2)),
                ('token_sha256', fields.CharField(unique=True, max_length=64)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'calendar_feed', 'app': 'grants', 'pk_attr': 'id', 'table_description': "A private address of one's deadlines as a calendar, of all projects or of one; only the sha256 of its token is kept."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DayOff',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('country', fields.CharField(default='', max_length=2)),
                ('day_on', fields.DateField()),
                ('works', fields.BooleanField(default=False)),
                ('name_bg', fields.CharField(default='', max_length=200)),
                ('name_en', fields.CharField(default='', max_length=200)),
            ],
            options={'table': 'day_off', 'app': 'grants', 'unique_together': (('country', 'day_on'),), 'pk_attr': 'id', 'table_description': 'A day declared off, or a day off made a working one, after this release knew the calendar.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='DeadlineAnswer',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('deadline', fields.ForeignKeyField('grants.Deadline', source_field='deadline_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('person', fields.ForeignKeyField('grants.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('letter', fields.ForeignKeyField('grants.Letter', source_field='letter_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('said', fields.CharField(default='', max_length=20)),
                ('day_on', fields.DateField(null=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'deadline_answer', 'app': 'grants', 'unique_together': (('letter', 'deadline', 'said'),), 'pk_attr': 'id', 'table_description': 'What was said by a link in a letter: which letter, of which deadline, what; the same link is followed once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DeadlineRule',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('number', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('title_bg', fields.CharField(default='', max_length=1000)),
                ('title_en', fields.CharField(default='', max_length=1000)),
                ('kind', fields.CharEnumField(default=DeadlineKind.OTHER, description='REPORT: report\nDELIVERABLE: deliverable\nPAYMENT_CLAIM: payment_claim\nANSWER: answer\nPROCUREMENT: procurement\nCONTRACT: contract\nACTIVITY: activity\nPAYMENT: payment\nGUARANTEE: guarantee\nPUBLICITY: publicity\nAUDIT: audit\nRETENTION: retention\nOTHER: other', enum_type=DeadlineKind, max_length=40)),
                ('basis', fields.CharEnumField(default=Basis.PERIOD_END, description='PERIOD_END: period_end\nREPORT_DUE: report_due\nPROJECT_START: project_start\nPROJECT_END: project_end\nSIGNED: signed\nIN_FORCE: in_force\nYEAR_END: year_end', enum_type=Basis, max_length=40)),
                ('periods', fields.CharEnumField(default=OfPeriods.ALL, description='ALL: all\nINTERIM: interim\nFINAL: final', enum_type=OfPeriods, max_length=40)),
                ('amount', fields.IntField(default=0)),
                ('unit', fields.CharEnumField(default=Unit.DAYS, description='DAYS: days\nWORKING_DAYS: working_days\nMONTHS: months', enum_type=Unit, max_length=40)),
                ('roll', fields.CharEnumField(default=Roll.NEXT, description='NONE: none\nNEXT: next\nPREVIOUS: previous', enum_type=Roll, max_length=40)),
                ('country', fields.CharField(default='', max_length=2)),
                ('hour', fields.CharField(default='', max_length=5)),
                ('zone', fields.CharField(default='', max_length=64)),
                ('internal_days', fields.IntField(null=True)),
                ('partners', fields.BooleanField(default=False)),
                ('person', fields.ForeignKeyField('grants.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('stopped', fields.BooleanField(default=False)),
                ('note_bg', fields.TextField(default='', unique=False)),
                ('note_en', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'deadline_rule', 'app': 'grants', 'unique_together': (('project', 'number'),), 'pk_attr': 'id', 'table_description': 'What the contract says of dates: so many days, working days or months after (below zero: before) something.'},
            bases=['ProjectRow'],
        ),
        ops.CreateModel(
            name='Guarantee',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('number', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('kind', fields.CharEnumField(default=GuaranteeKind.ADVANCE, description='ADVANCE: advance\nPERFORMANCE: performance\nINSURANCE: insurance\nOTHER: other', enum_type=GuaranteeKind, max_length=40)),
                ('title_bg', fields.CharField(default='', max_length=1000)),
                ('title_en', fields.CharField(default='', max_length=1000)),
                ('issuer', fields.CharField(default='', max_length=400)),
                ('reference', fields.CharField(default='', max_length=120)),
                ('partner', fields.ForeignKeyField('grants.Partner', source_field='partner_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('amount_cents', fields.BigIntField(null=True)),
                ('currency', fields.CharField(default='EUR', max_length=3)),
                ('first_on', fields.DateField(null=True)),
                ('until_on', fields.DateField(null=True)),
                ('released_on', fields.DateField(null=True)),
                ('note_bg', fields.TextField(default='', unique=False)),
                ('note_en', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'guarantee', 'app': 'grants', 'unique_together': (('project', 'number'),), 'pk_attr': 'id', 'table_description': 'A guarantee or an insurance that must not lapse: who gave it, for how much, until when, and when it was released.'},
            bases=['ProjectRow'],
        ),
        ops.CreateModel(
            name='ReminderPlan',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('number', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('kind', fields.CharField(default='', max_length=40)),
                ('steps', fields.CharField(default='', max_length=120)),
                ('late_every', fields.IntField(null=True)),
                ('coordinator_after', fields.IntField(null=True)),
                ('manager_after', fields.IntField(null=True)),
                ('internal_days', fields.IntField(null=True)),
            ],
            options={'table': 'reminder_plan', 'app': 'grants', 'unique_together': (('project', 'number'),), 'pk_attr': 'id', 'table_description': 'How a project reminds of deadlines of one kind, or of all where `kind` is empty.'},
            bases=['ProjectRow'],
        ),
        ops.CreateModel(
            name='ReminderWish',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('person', fields.ForeignKeyField('grants.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('rhythm', fields.CharEnumField(default=Rhythm.DAILY, description='EACH: each\nDAILY: daily\nWEEKLY: weekly', enum_type=Rhythm, max_length=40)),
                ('weekday', fields.IntField(default=1)),
                ('quiet', fields.CharField(default='', max_length=7)),
                ('away_from', fields.DateField(null=True)),
                ('away_until', fields.DateField(null=True)),
                ('stand_in', fields.ForeignKeyField('grants.Person', source_field='stand_in_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('zone', fields.CharField(default='', max_length=64)),
            ],
            options={'table': 'reminder_wish', 'app': 'grants', 'unique_together': (('person',),), 'pk_attr': 'id', 'table_description': 'How one person wants to be reminded; `quiet` are the weekdays without letters ("67": Saturday and Sunday).'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='Try',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('letter', fields.ForeignKeyField('grants.Letter', source_field='letter_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('verdict', fields.CharField(default='', max_length=20)),
                ('answer', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'letter_try', 'app': 'grants', 'pk_attr': 'id', 'table_description': 'A try to post a letter that did not end with the mail server taking it: when, and what was said.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Contract',
            name='cut_off_hour',
            field=fields.CharField(default='', max_length=5),
        ),
        ops.AddField(
            model_name='Contract',
            name='cut_off_zone',
            field=fields.CharField(default='', max_length=64),
        ),
        ops.AddField(
            model_name='Contract',
            name='final_report_unit',
            field=fields.CharEnumField(default=Unit.DAYS, description='DAYS: days\nWORKING_DAYS: working_days\nMONTHS: months', enum_type=Unit, max_length=40),
        ),
        ops.AddField(
            model_name='Contract',
            name='report_unit',
            field=fields.CharEnumField(default=Unit.DAYS, description='DAYS: days\nWORKING_DAYS: working_days\nMONTHS: months', enum_type=Unit, max_length=40),
        ),
        ops.AddField(
            model_name='Contract',
            name='roll',
            field=fields.CharEnumField(default=Roll.NONE, description='NONE: none\nNEXT: next\nPREVIOUS: previous', enum_type=Roll, max_length=40),
        ),
        ops.AlterField(
            model_name='Deadline',
            name='kind',
            field=fields.CharEnumField(default=DeadlineKind.OTHER, description='REPORT: report\nDELIVERABLE: deliverable\nPAYMENT_CLAIM: payment_claim\nANSWER: answer\nPROCUREMENT: procurement\nCONTRACT: contract\nACTIVITY: activity\nPAYMENT: payment\nGUARANTEE: guarantee\nPUBLICITY: publicity\nAUDIT: audit\nRETENTION: retention\nOTHER: other', enum_type=DeadlineKind, max_length=40),
        ),
        ops.AddField(
            model_name='Deadline',
            name='amount',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='begun_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='fixed',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='Deadline',
            name='from_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='hour',
            field=fields.CharField(default='', max_length=5),
        ),
        ops.AddField(
            model_name='Deadline',
            name='internal_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='later_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='origin',
            field=fields.CharEnumField(default=Origin.TYPED, description='TYPED: typed\nATTACHED: attached\nGENERATED: generated', enum_type=Origin, max_length=40),
        ),
        ops.AddField(
            model_name='Deadline',
            name='raw_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='rule',
            field=fields.ForeignKeyField('grants.DeadlineRule', source_field='rule_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='Deadline',
            name='thing',
            field=fields.CharField(default='', max_length=40),
        ),
        ops.AddField(
            model_name='Deadline',
            name='thing_id',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='Deadline',
            name='thing_number',
            field=fields.CharField(default='', max_length=60),
        ),
        ops.AddField(
            model_name='Deadline',
            name='unit',
            field=fields.CharEnumField(default=Unit.DAYS, description='DAYS: days\nWORKING_DAYS: working_days\nMONTHS: months', enum_type=Unit, max_length=40),
        ),
        ops.AddField(
            model_name='Deadline',
            name='zone',
            field=fields.CharField(default='', max_length=64),
        ),
        ops.AddField(
            model_name='Letter',
            name='returned',
            field=fields.TextField(default='', unique=False),
        ),
        ops.AddField(
            model_name='Letter',
            name='returned_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Reminder',
            name='stood_for',
            field=fields.ForeignKeyField('grants.Person', source_field='stood_for_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL),
        ),
    ])]
