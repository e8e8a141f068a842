"""Rules that were taken from the EU model grant agreement count as Regulation 1182/71 says; where they end is the same."""

from tortoise import migrations
from tortoise.migrations import operations as ops

_RULES = """
UPDATE deadline_rule SET roll = 'regulation' WHERE roll = 'next' AND preset IN ('mga.interim', 'mga.final', 'mga.certificate')
"""
# What came before does not know the word.
_BACK = """
UPDATE deadline_rule SET roll = 'next' WHERE roll = 'regulation';
UPDATE contract_version SET roll = 'next' WHERE roll = 'regulation'
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0029_isun_asks")]

    operations = [ops.RunSQL(_RULES, _BACK)]
