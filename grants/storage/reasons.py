"""Why the machine refused a file or a folder, as a sentence can say it in the person's language."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from grants.values.language import N_, Term

_REASONS: Final[Mapping[int, str]] = {
    errno.EEXIST: N_("a file of that name is there already"),
    errno.ENOTDIR: N_("a part of its path is a file, not a folder"),
    errno.EISDIR: N_("a folder of the file's name is there already"),
    errno.ENOENT: N_("there is no such place"),
    errno.EACCES: N_("writing there is not allowed"),
    errno.EPERM: N_("writing there is not allowed"),
    errno.EROFS: N_("that disk can only be read"),
    errno.ENOSPC: N_("no room is left on the disk"),
    errno.EDQUOT: N_("no room is left on the disk"),
    errno.ENAMETOOLONG: N_("the name is too long"),
}


def reason_of(problem: OSError) -> str:
    """The reason in words to be said later; where we have none, those of the machine."""
    known = _REASONS.get(problem.errno or 0)
    return Term(known) if known else problem.strerror or str(problem)
