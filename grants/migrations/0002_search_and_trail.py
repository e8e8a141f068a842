"""What only PostgreSQL itself can hold: the folded form by which things are found, and an audit trail nobody edits."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# The same folding as `values/identifiers.py: search_form`, independent of the server's locale; a test compares the two.
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁЀЍ"
_SMALL = "abcdefghijklmnopqrstuvwxyz" + "aбbгдeжзийkлmhoпpcтyфxцчшщъыьэюяёѐѝ".replace("т", "t")
_LOOK_ALIKES, _LATIN = "авекмнорстух", "abekmhopctyx"
_DASHES = "‐‑‒–—―−﹘﹣－"
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\"'„“”«»‚‘’‹›"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_FOLD = f"""
CREATE FUNCTION grants_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(translate(normalize(replace(words, '№', ' '), NFKC),
    {_quoted(_CAPITALS + _LOOK_ALIKES + _DASHES + _DROPPED)},
    {_quoted(_SMALL + _LATIN + "-" * len(_DASHES))}), '[[:space:]\u00a0\u202f\u2009]+', ' ', 'g'))
$$
"""
_FOLD_NUMBER = """
CREATE FUNCTION grants_fold_number(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(grants_fold(words), ' -', '')
$$
"""
_KEEP = """
CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an audit entry is never changed or removed';
END $$
"""
_GUARD = """
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_first")]

    operations = [
        ops.RunSQL(_FOLD, "DROP FUNCTION grants_fold(text)"),
        ops.RunSQL(_FOLD_NUMBER, "DROP FUNCTION grants_fold_number(text)"),
        ops.RunSQL(_KEEP, "DROP FUNCTION audit_entry_stays()"),
        ops.RunSQL(_GUARD, "DROP TRIGGER audit_entry_stays ON audit_entry"),
    ]
