"""The launcher's commands; `python -m local_stack` lists them."""

import sys
from collections.abc import Callable
from importlib import import_module

from local_stack.errors import StackError
from local_stack.settings import StackSettings, from_environment

# A command imports what it needs only when it is used, so that `run` starts sooner.
COMMANDS = {
    "run": "local_stack.stack:run",
    "database": "local_stack.stack:run_database",
    "database-url": "local_stack.commands:print_database_url",
    "credentials": "local_stack.commands:print_credentials",
    "first-accounts": "local_stack.commands:create_first_accounts",
    "demo": "local_stack.commands:play_demo",
    "openapi": "local_stack.api_descriptions:write",
    "whole-openapi": "local_stack.api_descriptions:write_whole",
    "deploy-env": "local_stack.deploy_env:write",
}


def command(name: str) -> Callable[[StackSettings], None]:
    module, _, function = COMMANDS[name].partition(":")
    loaded: Callable[[StackSettings], None] = getattr(import_module(module), function)
    return loaded


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"Usage: python -m local_stack <command>. Commands: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        command(arguments[0])(from_environment())
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}. HRDD_DATA names the data folder.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
