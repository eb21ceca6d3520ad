"""`write_journal_entry` of version 1, which refuses an entry without a signature, or with an unknown key.

In SQL nothing is distinct from nothing: version 1 compared the absent signature with that of an absent key and
found them equal. Never edit it once a released migration imports it.
"""

from alembic import op

from chassis.migrations import signed_entries_v1

OPENS = "create function"
COMPARES = "  if encode("
DEMANDS = """  if proof is null or document is null or key.number is null then
    raise exception 'the journal entry is not signed by the service' using errcode = 'insufficient_privilege';
  end if;
"""


def replace(service: str) -> None:
    """The function of version 1 with the demand; who may call it stays the same."""
    _write(service, signed_entries_v1.WRITE_JOURNAL_ENTRY.replace(COMPARES, DEMANDS + COMPARES))


def put_back(service: str) -> None:
    """Take `replace` back."""
    _write(service, signed_entries_v1.WRITE_JOURNAL_ENTRY)


def _write(service: str, function: str) -> None:
    op.execute(function.replace(OPENS, "create or replace function").replace("{app}", f"{service}_app"))
