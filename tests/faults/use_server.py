"""A command that uses the embedded server of a folder until its input ends; as another account where asked.

    use_server.py FOLDER [ACCOUNT]

It prints one JSON object when ready, or the sentence why it cannot start and exits 1.
"""

from __future__ import annotations

import codecs
import json
import os
import pwd
import sys
from pathlib import Path

from grants.errors import CannotStart
from grants.storage.embedded import start


def become(name: str) -> None:
    """Give up root for good."""
    codecs.lookup("ascii")  # the interpreter may lie where the account cannot read any more
    account = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def main(folder: str, *accounts: str) -> int:
    for account in accounts:
        become(account)
    try:
        running = start(Path(folder))
    except CannotStart as problem:
        print(json.dumps({"sentence": str(problem)}), flush=True)
        return 1
    print(json.dumps(running.address.credentials()), flush=True)
    sys.stdin.read()
    running.leave()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
