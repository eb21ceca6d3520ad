"""What a person reads when the stack is up."""

from local_stack.database import Database
from local_stack.demo.accounts import ORGANISATIONS
from local_stack.keyring import Keyring
from local_stack.settings import StackSettings

WELCOME = """
The platform runs (ready after {seconds:.1f} s). Ctrl-C stops it; everything is kept for the next start.

  address    {gateway}
  API docs   {gateway}/docs
  data       {data}
  logs       {logs}
"""

OWN_SERVER = """
The database is a server of yours, so nothing of the demo is on it. Its first account, once you have written a
password into the file (everybody else is invited):

  make first-accounts{where} < deploy/first-accounts.example.json
"""

ACCOUNTS = """
Demo accounts (user name, password, who it is). All of them, with their API keys: make credentials{where}

{accounts}

Three first requests. An API key speaks for the account it was made for:

  curl -s {gateway}/health/ready
  curl -s {gateway}/v1/me -H "Authorization: Bearer {buyer_key}"
  curl -s {gateway}/v1/findings -H "Authorization: Bearer {monitor_key}"

What next, in another terminal: make demo{where} plays the whole story and says what happens;
docs/tutorial.md walks you through it by hand.
"""

SHOWN = {
    "buyer": "buys for the {organisation}",
    "monitor_editor": "decides what {organisation} releases of what workers told it",
    "supplier": "answers for {organisation}, an invented supplier",
}


def welcome(settings: StackSettings, database: Database, keys: Keyring, seconds: float) -> str:
    told = WELCOME.format(seconds=seconds, gateway=settings.gateway_url, data=settings.data, logs=settings.logs)
    where = "" if settings.is_usual_folder else f" HRDD_DATA={settings.data}"
    return told + (OWN_SERVER.format(where=where) if database.server is None else _accounts(settings, keys, where))


def _accounts(settings: StackSettings, keys: Keyring, where: str) -> str:
    shown = [(keys.accounts[name], about.format(organisation=_organisation(name))) for name, about in SHOWN.items()]
    return ACCOUNTS.format(
        accounts="\n".join(f"  {one['username']:16} {one['password']}   {about}" for one, about in shown),
        where=where,
        gateway=settings.gateway_url,
        buyer_key=keys.accounts["buyer"]["api_key"],
        monitor_key=keys.accounts["monitor_editor"]["api_key"],
    )


def _organisation(account: str) -> str:
    return next(organisation.name for organisation in ORGANISATIONS if account in organisation.roles)
