"""Passwords: hashed with argon2 in threads, two at a time, so that pages stay quick while people sign in."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest recommended setting for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_limits: list[CapacityLimiter] = []


def hasher(*, time_cost: int, memory_cost: int) -> None:
    """Use a lighter setting; the tests' own."""
    global _hasher  # noqa: PLW0603 - one setting a process
    _hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)


async def hashed(password: str) -> str:
    """The hash that is kept."""
    return await to_thread.run_sync(_hasher.hash, password, limiter=_limit())


async def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password; takes as long for somebody unknown (empty hash) as for a wrong one."""
    return await to_thread.run_sync(_verified, password_hash or _nobody(), password, limiter=_limit())


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


_nobodys: dict[PasswordHasher, str] = {}


def _nobody() -> str:
    if _hasher not in _nobodys:
        _nobodys[_hasher] = _hasher.hash("nobody has this password")
    return _nobodys[_hasher]


def _limit() -> CapacityLimiter:
    """The process's own limiter, made inside its running loop."""
    if not _limits:
        _limits.append(CapacityLimiter(2))
    return _limits[0]
