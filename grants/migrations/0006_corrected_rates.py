"""A rate that was used can be corrected by a row of its own for the same day, also where it is a tranche's."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('grants', '0005_packages')]

    initial = False

    operations = [
        ops.RemoveConstraint(
            model_name='Rate',
            name=None,
            fields=['source', 'currency', 'first_on', 'project'],
        ),
        ops.AddIndex(
            model_name='Rate',
            index=Index(fields=['source', 'currency', 'first_on']),
        ),
    ]
