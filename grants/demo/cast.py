"""The people of the demo: one for every role, with made-up names, addresses and passwords anybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.access import ROLE_NAMES, Role
from grants.demo.running_plan import ABROAD, LEAD
from grants.values.days import add_months
from grants.values.language import N_, Language
from grants.values.wording import Wording


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who can sign in, with a role in the running project or in `all_projects` its organisation keeps.

    A partner sees its own organisation's part; nobody without a role sees a project.
    """

    email: str
    name: str
    password: str
    organisation: str
    role: Role | None = None
    language: Language = "bg"
    all_projects: bool = False
    months: int = 0  # how long the seat lasts; 0 is without end
    is_admin: bool = False

    @property
    def role_word(self) -> str:
        """The role as commands name it."""
        return "admin" if self.is_admin else self.role.value if self.role else ""

    def until(self, today: date) -> date | None:
        """The last day of the seat, None of one without end."""
        return add_months(today, self.months) if self.months else None


CAST = (
    Player("maria@toplaprag.example", "Мария Иванова", "maria-coordinates", LEAD, Role.MANAGER, all_projects=True),
    Player("ivan@toplaprag.example", "Иван Петров", "ivan-counts-cents", LEAD, Role.ACCOUNTANT, all_projects=True),
    Player("desi@toplaprag.example", "Десислава Колева", "desi-in-the-field", LEAD, Role.FIELD_WORKER),
    Player("elena@podulalb.example", "Elena Ionescu", "elena-from-giurgiu", ABROAD, Role.PARTNER, "en"),
    Player("audit@odit.example", "Георги Димитров", "audit-only-reads", "", Role.AUDITOR, months=12),
    Player("admin@toplaprag.example", "Николай Русев", "admin-no-projects", LEAD, is_admin=True),
)


def shown_on_the_door(words: Wording) -> list[dict[str, str]]:
    """Who can sign in, as the demo's door tells it."""
    return [
        {
            "email": one.email,
            "password": one.password,
            "role": words.say(ROLE_NAMES[one.role] if one.role else N_("Administrator")),
        }
        for one in CAST
    ]
