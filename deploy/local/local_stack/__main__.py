"""The launcher's verbs; `python -m local_stack` lists them."""

import sys
from collections.abc import Callable
from importlib import import_module

from local_stack.errors import CannotStart
from local_stack.settings import StackSettings, from_environment

# Each imports what it needs only when it is asked for: `run` is up sooner without the others' libraries.
VERBS = {
    "run": "local_stack.stack:run",
    "database": "local_stack.stack:run_database",
    "database-url": "local_stack.commands:print_database_url",
    "credentials": "local_stack.commands:print_credentials",
    "first-accounts": "local_stack.commands:found",
    "demo": "local_stack.commands:play_demo",
    "openapi": "local_stack.api_descriptions:write",
    "deploy-env": "local_stack.deploy_env:write",
}


def verb(name: str) -> Callable[[StackSettings], None]:
    module, _, function = VERBS[name].partition(":")
    found: Callable[[StackSettings], None] = getattr(import_module(module), function)
    return found


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in VERBS:
        print(f"One of: {', '.join(VERBS)}", file=sys.stderr)
        return 2
    try:
        verb(arguments[0])(from_environment())
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
