"""A real PgBouncer in transaction mode, in front of the tests' server."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = plain
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
unix_socket_dir =
"""


@contextmanager
def pooled(url: str, *roles: str) -> Iterator[str]:
    """The address of a database through the pooler, for roles whose password is `test`."""
    with TemporaryDirectory(prefix="hrdd-pgbouncer-") as name, socket.socket() as probe:
        folder = Path(name)
        folder.chmod(0o755)
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        (folder / "users.txt").write_text("".join(f'"{role}" "test"\n' for role in roles))
        settings = SETTINGS.format(server=urlsplit(url).port, port=port, folder=folder)
        (folder / "pgbouncer.ini").write_text(settings)
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        process = subprocess.Popen([str(PROGRAM), "-q", *user, str(folder / "pgbouncer.ini")])
        try:
            _wait(port)
            yield url.replace(f":{urlsplit(url).port}/", f":{port}/")
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("PgBouncer does not start")
