"""What a person reads when the stack is up."""

from local_stack.database import Database
from local_stack.keyring import Keyring
from local_stack.settings import StackSettings

WELCOME = """
The platform runs (ready after {seconds:.1f} s). Ctrl-C stops it.

  address    {gateway}
  API docs   {gateway}/docs
  data       {data}
"""

ACCOUNTS = """
Demo accounts (all of them: make credentials):

{accounts}

Three first requests:

  curl -s {gateway}/health/ready
  curl -s {gateway}/v1/me -H "Authorization: Bearer {buyer_key}"
  curl -s {gateway}/v1/suppliers -H "Authorization: Bearer {monitor_key}"
"""

SHOWN = ("buyer", "monitor_editor", "supplier")


def welcome(settings: StackSettings, database: Database, keys: Keyring, seconds: float) -> str:
    told = WELCOME.format(seconds=seconds, gateway=settings.gateway_url, data=settings.data)
    return told + _accounts(settings, keys) if database.server is not None else told


def _accounts(settings: StackSettings, keys: Keyring) -> str:
    shown = [(keys.accounts[name]["username"], keys.accounts[name]["password"]) for name in SHOWN]
    return ACCOUNTS.format(
        accounts="\n".join(f"  {username:16} {password}" for username, password in shown),
        gateway=settings.gateway_url,
        buyer_key=keys.accounts["buyer"]["api_key"],
        monitor_key=keys.accounts["monitor_editor"]["api_key"],
    )
