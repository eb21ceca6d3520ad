"""As whom the database server runs: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local_stack.errors import CannotStart

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Identity:
    """How a server process is started: behind a prefix command, or under another user id, or as we are."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def popen_arguments(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def hand_over(self, path: Path) -> None:
        """Make `path` the server's own."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def identity_for(data: Path, programs: Path) -> Identity:
    """Whom this data folder belongs to decides; a folder that does not exist yet may become anyone's."""
    owner = data.stat() if data.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner is not None and owner.st_uid != me:
            raise CannotStart(f"{data} belongs to {_name(owner.st_uid)}: start as that user, or set HRDD_DATA.")
        if not _has_name(me):
            raise CannotStart(
                f"PostgreSQL runs only for a user with a name, and user {me} has none in /etc/passwd."
                " Start as a user that has one, or set DATABASE_URL."
            )
        return Identity()
    if owner is not None and owner.st_uid != 0:
        return _reachable(Identity(uid=owner.st_uid, gid=owner.st_gid), data, programs)
    if namespace := _user_namespace():
        return Identity(prefix=namespace)
    if owner is not None:
        raise CannotStart(
            f"{data} belongs to root, and this kernel allows no user namespace in which root's files "
            "could be served by an unprivileged process. Set HRDD_DATA to another folder."
        )
    nobody = pwd.getpwnam(UNPRIVILEGED)
    return _reachable(Identity(uid=nobody.pw_uid, gid=nobody.pw_gid), data, programs)


@cache
def _user_namespace() -> tuple[str, ...]:
    """A command prefix under which root looks like an unprivileged user; empty where the kernel forbids it.

    Files stay root's, so it works below folders that only root may enter. The user id must have a
    passwd entry, or the server stops with "could not look up effective user ID".
    """
    nobody = pwd.getpwnam(UNPRIVILEGED)
    if not (unshare := shutil.which("unshare")):
        return ()
    prefix = (unshare, "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
    trial = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if trial.returncode == 0 else ()


def _reachable(identity: Identity, *folders: Path) -> Identity:
    for folder in folders:
        for parent in (folder, *folder.parents):
            if parent.exists() and not _may_enter(identity, parent):
                raise CannotStart(
                    f"PostgreSQL would run as {_name(identity.uid)}, who may not enter {parent}. "
                    "Start as an ordinary user, or set HRDD_DATA, or set DATABASE_URL."
                )
    return identity


def _may_enter(identity: Identity, folder: Path) -> bool:
    status = folder.stat()
    bit = 0o100 if status.st_uid == identity.uid else 0o010 if status.st_gid == identity.gid else 0o001
    return bool(status.st_mode & bit)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _name(uid: int | None) -> str:
    return pwd.getpwuid(uid).pw_name if uid is not None and _has_name(uid) else f"user {uid}"
