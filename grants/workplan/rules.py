"""The closed lists of the work plan."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class ActivityState(StrEnum):
    """How far an activity is (the three of the technical report)."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"


ACTIVITY_STATES: Mapping[str, str] = {
    ActivityState.PLANNED: N_("not started"),
    ActivityState.RUNNING: N_("in progress"),
    ActivityState.DONE: N_("finished"),
}


class DeliverableKind(StrEnum):
    """What is handed over."""

    DOCUMENT = "document"
    EVENT = "event"
    TRAINING = "training"
    PUBLICATION = "publication"
    MATERIALS = "materials"
    EQUIPMENT = "equipment"
    SOFTWARE = "software"
    SERVICE = "service"
    OTHER = "other"


DELIVERABLE_KINDS: Mapping[str, str] = {
    DeliverableKind.DOCUMENT: N_("document"),
    DeliverableKind.EVENT: N_("event"),
    DeliverableKind.TRAINING: N_("training"),
    DeliverableKind.PUBLICATION: N_("publication"),
    DeliverableKind.MATERIALS: N_("printed materials"),
    DeliverableKind.EQUIPMENT: N_("equipment"),
    DeliverableKind.SOFTWARE: N_("software"),
    DeliverableKind.SERVICE: N_("service for people"),
    DeliverableKind.OTHER: N_("other"),
}


class DeliverableState(StrEnum):
    """Where a deliverable stands."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


DELIVERABLE_STATES: Mapping[str, str] = {
    DeliverableState.PLANNED: N_("not yet handed over"),
    DeliverableState.SUBMITTED: N_("submitted"),
    DeliverableState.RETURNED: N_("returned"),
    DeliverableState.ACCEPTED: N_("accepted"),
}
