"""The files of a payment request say what they are, the documents a funder asks for with one are known; a contract may be known
to be for no budget line; an indicator may be without a trend, and its verified values are told by sex.
"""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from grants.reports.rules_package import RequestKind
from grants.storage.together import Together


class Migration(migrations.Migration):
    dependencies = [("grants", "0033_returned_parts")]

    operations = [
        ops.CreateModel(
            name="RequestPaper",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "grants.Project",
                        source_field="project_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(default=RequestKind.INTERIM, enum_type=RequestKind, max_length=40)),
                ("position", fields.IntField()),
                ("name", fields.CharField(default="", max_length=400)),
            ],
            options={
                "table": "request_paper",
                "app": "grants",
                "unique_together": (("project", "kind", "name"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        Together(
            [
                ops.AddField(
                    model_name="Attachment",
                    name="description",
                    field=fields.CharField(default="", max_length=200),
                ),
                ops.AddField(
                    model_name="Attachment",
                    name="paper",
                    field=fields.CharField(default="", max_length=400),
                ),
            ]
        ),
        Together([ops.AddField(model_name="Indicator", name="trendless", field=fields.BooleanField(default=False))]),
        *(
            ops.AddField(
                model_name="IndicatorValue",
                name=f"verified_{sex}",
                field=fields.DecimalField(max_digits=18, decimal_places=2, null=True),
            )
            for sex in ("women", "men")
        ),
        ops.AlterField(
            model_name="FunderPair",
            name="line",
            field=fields.ForeignKeyField(
                "grants.Line",
                source_field="line_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.CASCADE,
            ),
        ),
    ]
