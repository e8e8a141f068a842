from tortoise import migrations
from tortoise.migrations import operations as ops

from grants.storage.together import Together
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0016_deadlines')]

    initial = False

    operations = [Together([
        ops.CreateModel(
            name='Investment',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField(default=1)),
                ('project', fields.ForeignKeyField('grants.Project', source_field='project_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('number', fields.CharField(max_length=40)),
                ('position', fields.IntField()),
                ('title_bg', fields.CharField(default='', max_length=1000)),
                ('title_en', fields.CharField(default='', max_length=1000)),
                ('partner', fields.ForeignKeyField('grants.Partner', source_field='partner_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('lines', fields.CharField(default='', max_length=400)),
            ],
            options={'table': 'investment', 'app': 'grants', 'unique_together': (('project', 'number'),), 'pk_attr': 'id', 'table_description': 'Something that is built, bought or renovated as a whole, as Interreg\'s application form numbers it (its "1.1" is I1.1).'},
            bases=['ProjectRow'],
        ),
        ops.AddField(
            model_name='Organisation',
            name='pic',
            field=fields.CharField(default='', max_length=20),
        ),
    ])]
