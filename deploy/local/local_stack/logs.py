"""The log files of the stack's programs."""

from pathlib import Path


def fresh_log(folder: Path, name: str) -> Path:
    """An empty log for this run; the previous one is kept as `<name>.previous.log`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    log = folder / f"{name}.log"
    if log.exists():
        log.replace(folder / f"{name}.previous.log")
    log.touch(mode=0o600)
    return log
