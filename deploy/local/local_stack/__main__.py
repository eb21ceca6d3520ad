"""The launcher's verbs; `python -m local_stack` lists them."""

import json
import sys
from collections.abc import Callable

from local_stack import contracts, deploy_env, state
from local_stack.errors import CannotStart
from local_stack.keyring import keyring
from local_stack.settings import StackSettings, from_environment
from local_stack.stack import run, run_database


def print_database_url(settings: StackSettings) -> None:
    print(state.read(settings)["database"])


def print_credentials(settings: StackSettings) -> None:
    """One JSON object: the address of the running gateway, and the demo's accounts."""
    print(json.dumps({"gateway": state.read(settings)["gateway"], **keyring(settings.data).accounts}, indent=2))


VERBS: dict[str, Callable[[StackSettings], None]] = {
    "run": run,
    "database": run_database,
    "database-url": print_database_url,
    "credentials": print_credentials,
    "openapi": contracts.write,
    "deploy-env": deploy_env.write,
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in VERBS:
        print(f"One of: {', '.join(VERBS)}", file=sys.stderr)
        return 2
    try:
        VERBS[arguments[0]](from_environment())
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
