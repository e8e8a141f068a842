"""The closed lists of the register of participants."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class Sex(StrEnum):
    """As the ESF's sheets ask it."""

    WOMAN = "woman"
    MAN = "man"


SEXES: Mapping[str, str] = {Sex.WOMAN: N_("woman"), Sex.MAN: N_("man")}


class Answer(StrEnum):
    """An answer to a question about somebody's situation; who refuses says something too (domain of the ESF+)."""

    YES = "yes"
    NO = "no"
    REFUSED = "refused"


ANSWERS: Mapping[str, str] = {Answer.YES: N_("yes"), Answer.NO: N_("no"), Answer.REFUSED: N_("refused to answer")}


class Ground(StrEnum):
    """On what ground of Regulation 2016/679, art. 6, the data of a participant are processed."""

    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_TASK = "public_task"
    CONTRACT = "contract"
    CONSENT = "consent"


GROUNDS: Mapping[str, str] = {
    Ground.LEGAL_OBLIGATION: N_("legal obligation (art. 6(1)(c))"),
    Ground.PUBLIC_TASK: N_("task in the public interest (art. 6(1)(e))"),
    Ground.CONTRACT: N_("contract with the person (art. 6(1)(b))"),
    Ground.CONSENT: N_("consent (art. 6(1)(a))"),
}


class SessionKind(StrEnum):
    """What participants come to."""

    TRAINING = "training"
    CONSULTATION = "consultation"
    EVENT = "event"
    SERVICE = "service"


SESSION_KINDS: Mapping[str, str] = {
    SessionKind.TRAINING: N_("training class"),
    SessionKind.CONSULTATION: N_("consultation"),
    SessionKind.EVENT: N_("event"),
    SessionKind.SERVICE: N_("social service"),
}
