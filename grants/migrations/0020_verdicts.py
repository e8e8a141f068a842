from tortoise import migrations
from tortoise.migrations import operations as ops
from grants.letters.rules import Verdict
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('grants', '0019_area_markers')]

    initial = False

    operations = [
        ops.AlterField(
            model_name='Try',
            name='verdict',
            field=fields.CharEnumField(default=Verdict.LATER, description='TAKEN: taken\nLATER: later\nNEVER: never\nUNREACHED: unreached', enum_type=Verdict, max_length=40),
        ),
    ]
