from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0009_people_and_hours')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SalaryRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('grants.Member', source_field='member_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('month_on', fields.DateField(null=True)),
                ('place', fields.IntField(default=1)),
                ('expense', fields.ForeignKeyField('grants.Expense', source_field='expense_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'salary_row', 'app': 'grants', 'unique_together': (('member', 'month_on', 'place'),), 'pk_attr': 'id', 'table_description': "Which expense was made of a member's month; several where the month is of several activities, in their order."},
            bases=['Model'],
        ),
    ]
