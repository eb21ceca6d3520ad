"""nginx as the upstream that answers at once, and as the proxy to be measured against."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from programs import free_port, program

ANSWER = '{"items": [' + ", ".join(f'{{"n": {n}, "text": "{"x" * 24}"}}' for n in range(45)) + "]}"
"""2 KB of JSON."""

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type application/json; keepalive_requests 100000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {upstream}
  server {{ listen 127.0.0.1:{port} backlog=1024; {location} }}
}}
"""

PASS = "location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ''; }"


@contextmanager
def nginx(*, core: str, upstream: int | None = None) -> Iterator[int]:
    """One worker on its core; with an upstream's port it passes everything on, without one it answers itself."""
    with TemporaryDirectory(prefix="hrdd-bench-") as folder:
        port = free_port()
        behind = f"upstream behind {{ server 127.0.0.1:{upstream}; keepalive 128; }}" if upstream else ""
        location = PASS if upstream else f"location / {{ return 200 '{ANSWER}'; }}"
        file = Path(folder, "nginx.conf")
        file.write_text(CONFIGURATION.format(folder=folder, upstream=behind, port=port, location=location))
        with program(["nginx", "-c", str(file), "-p", folder], core=core, port=port):
            yield port
