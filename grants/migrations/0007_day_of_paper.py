"""The index by which the ledger looks for the same paper in another row: its day first, then what is dearer to compare."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("grants", "0006_corrected_rates")]

    operations = [ops.RunSQL("CREATE INDEX document_issued_on ON document (issued_on)", "DROP INDEX document_issued_on")]
