"""The text that a person reads when the stack has started."""

import shlex

from local_stack.database import Database
from local_stack.demo.accounts import ORGANISATIONS
from local_stack.keyring import Keyring
from local_stack.settings import StackSettings

WELCOME = """
The platform is running (ready after {seconds:.1f} s). Press Ctrl-C to stop it; all data is kept for the next start.

  address    {gateway}
  API docs   {gateway}/docs
  data       {data}
  logs       {logs}
"""

TEST_CLOCK = """\
  test clock {gateway}/v1/test-clock moves the time of the platform; see docs/development/test-clock.md
"""

OWN_SERVER = """
You use your own database server, so the demo was not loaded. Write a password into the example file, then create
the first account with it (this account creates organisations and invites their administrators):

  make first-accounts{where} < deploy/first-accounts.example.json
"""

ACCOUNTS = """
Demo accounts (user name, password, role in the story). All accounts with their API keys: make credentials{where}

{accounts}

Three requests to try. An API key acts as the account that it belongs to:

  curl -s {gateway}/health/ready
  curl -s {gateway}/v1/me -H "Authorization: Bearer {buyer_key}"
  curl -s {gateway}/v1/findings -H "Authorization: Bearer {monitor_key}"

Next, in another terminal: make demo{where} plays the whole story and prints what happens;
docs/tutorial.md takes you through it step by step.
"""

ROLES_IN_STORY = {
    "buyer": "buys for the {organisation}",
    "monitor_editor": "decides what {organisation} releases",
    "supplier": "answers for {organisation}, an invented supplier",
}


def welcome(settings: StackSettings, database: Database, keys: Keyring, seconds: float) -> str:
    text = WELCOME.format(seconds=seconds, gateway=settings.gateway_url, data=settings.data, logs=settings.logs)
    if settings.test_clock:
        text += TEST_CLOCK.format(gateway=settings.gateway_url)
    where = folder_argument(settings)
    if database.server is None:
        return text + OWN_SERVER.format(where=where)
    return text + _accounts(settings, keys, where)


def folder_argument(settings: StackSettings) -> str:
    """What a `make` command needs after its verb to find this stack; a shell reads it as one argument."""
    return "" if settings.is_default_folder else f" HRDD_DATA={shlex.quote(str(settings.data))}"


def _accounts(settings: StackSettings, keys: Keyring, where: str) -> str:
    lines = []
    for name, role in ROLES_IN_STORY.items():
        account = keys.accounts[name]
        text = role.format(organisation=_organisation(name))
        lines.append(f"  {account['username']:16} {account['password']}   {text}")
    return ACCOUNTS.format(
        accounts="\n".join(lines),
        where=where,
        gateway=settings.gateway_url,
        buyer_key=keys.accounts["buyer"]["api_key"],
        monitor_key=keys.accounts["monitor_editor"]["api_key"],
    )


def _organisation(account: str) -> str:
    return next(organisation.name for organisation in ORGANISATIONS if account in organisation.roles)
