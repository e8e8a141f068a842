"""Find the letters that speak of a deadline, among all that were ever written, without reading them."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("grants", "0025_partner_says")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX letter_facts ON letter USING gin (facts jsonb_path_ops) WITH (fastupdate = off)",
            "DROP INDEX letter_facts",
        )
    ]
