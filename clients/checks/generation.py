"""Generate both clients from build/openapi.json into build/clients; `make clients` runs it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DESCRIPTION = ROOT / "build" / "openapi.json"
CLIENTS = ROOT / "build" / "clients"
TOOLS = ROOT / "openapi" / "tools"
NODE_MODULES = ROOT / ".tools" / "node" / "node_modules"
ENVIRONMENT = os.environ | {"PATH": f"{ROOT / '.tools' / 'api' / 'bin'}:{os.environ['PATH']}"}


def run(*command: str | Path) -> None:
    done = subprocess.run(command, env=ENVIRONMENT, check=False)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed; its message is above.")


def generate_python() -> None:
    """A warning is an operation that the client would lack, so it is an error."""
    config = TOOLS / "python-client.yaml"
    output = CLIENTS / "python"
    run("openapi-python-client", "generate", "--path", DESCRIPTION, "--config", config, "--output-path", output,
        "--overwrite", "--fail-on-warning")  # fmt: skip


def generate_typescript() -> None:
    """The types, beside the programs that use them, all of it checked by the compiler."""
    folder = CLIENTS / "typescript"
    shutil.copytree(Path(__file__).parent / "typescript", folder)
    shutil.copy(TOOLS / "tsconfig.json", folder)
    (folder / "package.json").write_text('{"type": "module"}\n')
    (folder / "node_modules").symlink_to(NODE_MODULES)
    run(NODE_MODULES / ".bin" / "openapi-typescript", DESCRIPTION, "--output", folder / "api.ts",
        "--default-non-nullable=false")  # fmt: skip
    run(NODE_MODULES / ".bin" / "tsc", "--project", folder)


if __name__ == "__main__":
    shutil.rmtree(CLIENTS, ignore_errors=True)
    CLIENTS.mkdir(parents=True)
    generate_python()
    generate_typescript()
