"""The account of this machine under which the embedded server runs: our own, or an unprivileged one where we are root."""

from __future__ import annotations

import contextlib
import os
import pwd
import stat
from pathlib import Path
from typing import NamedTuple

from grants.errors import CannotStart
from grants.values.language import N_

IS_CLOSED = N_(
    "The account {account}, under which the embedded database runs, cannot enter the folder {folder}. "
    "Let it in (chmod o+x), or choose another DATA_DIR."
)
NO_ACCOUNT = N_(
    "The embedded database does not run as root, and this machine has neither an account nobody nor daemon. "
    "Start as another account, or set DATABASE_URL."
)
OTHER_OWNER = N_(
    "The database in {folder} belongs to the account {owner}. Start as that account, or choose another DATA_DIR."
)


class Account(NamedTuple):
    """An account of this machine."""

    name: str
    uid: int
    gid: int


def made_folder(folder: Path) -> tuple[Path, Account | None]:
    """Make the data folder if need be, and name the account its server runs under: None for our own.

    As root the data folder is opened for passing through (0711); no other folder is touched, a closed one is refused.
    """
    cluster = folder / "postgres"
    if os.geteuid() != 0:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_other_owner(cluster)
        return folder, None
    account = _owner(cluster) or _unprivileged()
    refuse_closed_folder(folder.parent, account)
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    if closed_folder(folder, account.uid, account.gid) == folder:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o011)
    refuse_closed_folder(folder, account)
    return folder, account


def refuse_closed_folder(folder: Path, account: Account) -> None:
    """Raise CannotStart, naming the first folder on the way down to this one that the account cannot enter."""
    if closed := closed_folder(folder, account.uid, account.gid):
        raise CannotStart(IS_CLOSED, account=account.name, folder=closed)


def closed_folder(folder: Path, uid: int, gid: int) -> Path | None:
    """Find the first folder on the way down to `folder`, itself included, that an account cannot enter.

    `folder` is absolute, with no symbolic link in it; folders that don't exist yet are left out.
    """
    for step in (*reversed(folder.parents), folder):
        with contextlib.suppress(FileNotFoundError):
            found = step.stat()
            if not may_enter(found.st_mode, found.st_uid, found.st_gid, uid, gid):
                return step
    return None


def may_enter(mode: int, owner: int, group: int, uid: int, gid: int) -> bool:
    """Whether the mode of a folder lets an account through: the first class it belongs to decides alone."""
    if uid == 0:
        return True
    if owner == uid:
        return bool(mode & stat.S_IXUSR)
    if group == gid:
        return bool(mode & stat.S_IXGRP)
    return bool(mode & stat.S_IXOTH)


def _refuse_other_owner(cluster: Path) -> None:
    if not cluster.exists() or cluster.stat().st_uid == os.geteuid():
        return
    raise CannotStart(OTHER_OWNER, folder=cluster, owner=_name(cluster.stat().st_uid))


def _owner(cluster: Path) -> Account | None:
    """Name the account that made the database earlier; None before there is one."""
    if not cluster.exists() or cluster.stat().st_uid == 0:
        return None
    found = cluster.stat()
    return Account(_name(found.st_uid), found.st_uid, found.st_gid)


def _unprivileged() -> Account:
    for name in ("nobody", "daemon"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(name, found.pw_uid, found.pw_gid)
    raise CannotStart(NO_ACCOUNT)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
