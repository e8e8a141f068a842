"""Tables of the people room."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.access import Role
from grants.storage.columns import day, line, may_be_part_of, may_name, part_of


class Person(Model):
    """Somebody with an e-mail address and a language."""

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField(default=1)
    email = fields.CharField(max_length=254, unique=True)
    name = line(200)
    language = fields.CharField(max_length=2, default="bg")
    organisation = may_name("Organisation")
    is_admin = fields.BooleanField(default=False)
    password_hash = line(255)
    disabled_on = day()

    class Meta:
        table = "person"


class Membership(Model):
    """A seat: in one project, or in all an organisation keeps; a partner's seat is bound to its part."""

    id = fields.BigIntField(primary_key=True)
    person = part_of("Person")
    role = fields.CharEnumField(Role, max_length=20)
    project = may_be_part_of("Project")
    organisation = may_name("Organisation")
    partner = may_name("Partner")
    until_on = day()

    class Meta:
        table = "membership"


class Session(Model):
    """A signed-in browser; only the sha256 of its token is kept, so that a stolen table opens nothing."""

    id = fields.BigIntField(primary_key=True)
    person = part_of("Person")
    token_sha256 = fields.CharField(max_length=64, unique=True)
    begun_at = fields.DatetimeField(auto_now_add=True)
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "session"


class Attempt(Model):
    """Sign-in attempts of one key (an account or an address) in one window."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64)
    window = fields.DatetimeField()
    count = fields.IntField(default=0)

    class Meta:
        table = "sign_in_attempt"
        unique_together = (("key", "window"),)
