"""Keep the sheets that the worker drew for a page of the tracker, and find the latest entries of a project's trail."""

from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [("grants", "0027_deadline_chosen")]

    initial = False

    operations = [
        ops.CreateModel(
            name='SheetPage',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('making', fields.ForeignKeyField('grants.Making', source_field='making_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('sheet', fields.IntField()),
                ('page', fields.IntField()),
                ('content', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            ],
            options={'table': 'report_sheet_page', 'app': 'grants', 'unique_together': (('making', 'sheet', 'page'),), 'pk_attr': 'id', 'table_description': 'A page of the rows of a sheet that the worker drew, or (page 0) all of it but its rows; gone with its making.'},
            bases=['Model'],
        ),
        # The latest of a project's trail, however long it is: by them is told whether something changed.
        ops.RunSQL(
            "CREATE INDEX audit_entry_latest ON audit_entry (project_id, id DESC)", "DROP INDEX audit_entry_latest"
        ),
    ]
