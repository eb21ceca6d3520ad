"""The user that the database server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local_stack.errors import StackError

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Identity:
    """How a server process is started: after a prefix command, as another user, or as the current user."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def popen_arguments(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take_ownership(self, path: Path) -> None:
        """Make the server's user the owner of `path`."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def identity_for(data: Path, programs: Path) -> Identity:
    """The owner of the data folder decides; a folder that does not exist yet may get any owner."""
    owner = data.stat() if data.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner is not None and owner.st_uid != me:
            raise StackError(
                f"{data} belongs to {_name(owner.st_uid)}. Start as that user, or set HRDD_DATA to another folder."
            )
        if not _has_name(me):
            raise StackError(
                f"PostgreSQL needs a user with a name, and user {me} has none in /etc/passwd."
                " Start as a user with a name, or set DATABASE_URL to your own server."
            )
        return Identity()
    if owner is not None and owner.st_uid != 0:
        return _reachable(Identity(uid=owner.st_uid, gid=owner.st_gid), data, programs)
    if namespace := _user_namespace():
        return Identity(prefix=namespace)
    if owner is not None:
        raise StackError(
            f"{data} belongs to root, and this kernel does not allow the user namespace in which an unprivileged "
            "process could read root's files. Set HRDD_DATA to another folder."
        )
    nobody = pwd.getpwnam(UNPRIVILEGED)
    return _reachable(Identity(uid=nobody.pw_uid, gid=nobody.pw_gid), data, programs)


@cache
def _user_namespace() -> tuple[str, ...]:
    """A command prefix under which root appears as an unprivileged user; empty if the kernel forbids it.

    Files still belong to root, so it works below folders that only root may enter. The user id must have an entry
    in /etc/passwd, or the server stops with "could not look up effective user ID".
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
                raise StackError(
                    f"PostgreSQL would run as {_name(identity.uid)}, which may not enter {parent}. Start as an "
                    "ordinary user, or set HRDD_DATA to another folder, or DATABASE_URL to your own server."
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
