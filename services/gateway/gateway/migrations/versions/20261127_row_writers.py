"""Links and affiliations move as their sides agree, and requests have no right that none of them uses.

SQL injected into a request of a supplier's organisation could confirm its own link, and that of a monitor could agree to
an affiliation that it had proposed in the name of the buyer.
"""

from alembic import op

from chassis.migrations import row_writers_v1
from chassis.migrations.row_writers_v1 import STORED_KIND, Verb, Writers

revision = "row_writers"
down_revision = "fixed_kinds"
branch_labels = None
depends_on = None

B, S, M, P = "buyer", "supplier", "monitor", "platform"
WRITERS: Writers = {
    "affiliations": {"insert": (B, M), "update": (B, M)},
    "organisations": {"insert": (B, P)},
    "supplier_links": {"insert": (B, P), "update": (B, S, P)},
}
UNUSED: dict[Verb, tuple[str, ...]] = {
    "delete": ("affiliations", "api_keys", "idempotency_answers", "members", "organisations", "supplier_links"),
    "update": ("organisations",),
}
LOCKED = "grant update (updated_at) on organisations to gateway_app"
"""Requests lock organisations, and for that they need a right to change them."""
AS_WRITTEN = {"organisations": ("updated_at",)}
MOVES = {
    "affiliations": (
        *(" > proposed: buyer", " > proposed: monitor", "proposed > active: buyer", "proposed > active: monitor"),
        *("proposed > refused: buyer", "proposed > refused: monitor", "proposed > withdrawn: buyer"),
        "proposed > withdrawn: monitor",
    ),
    "supplier_links": (
        " > requested: buyer",
        " > pending: buyer",
        " > pending: platform",
        " > confirmed: platform",
        "requested > pending: supplier",
        "requested > declined: supplier",
        "requested > declined: platform",
        "requested > withdrawn: buyer",
        "pending > confirmed: platform",
        "pending > refused: platform",
        "refused > confirmed: platform",
        "pending > ended: buyer",
        "pending > ended: supplier",
        "confirmed > ended: buyer",
        "confirmed > ended: supplier",
        "confirmed > refused: platform",
    ),
}
"""As the state machines say; an affiliation ends by its last day, and its status stays. Requests end with what the platform refuses, and it keeps what it has confirmed."""
CLAIMS = {
    ("affiliations", "insert"): (
        "caller_kind() <> '-' and (new.status <> 'proposed' or new.proposed_by <> caller_org())"
    ),
    ("affiliations", "update of status"): (
        "new.status <> old.status and (new.status = 'withdrawn') <> (old.proposed_by = caller_org())"
    ),
}

ME, ME_BEFORE = "(select caller_org())", '(select caller_org() as "nullif")'
"""As policies say it that were written before the proofs, in the words that PostgreSQL then kept."""
GRANTED = (
    "id in (select row_id from grants where table_name = 'affiliations' and org_id = {me}"
    " and (until is null or until >= (select platform_today())))"
)
SIDES = f"owner_id = {ME} or buyer_id = {ME}"

END_GRANTS = """
create function end_grants() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.grants where table_name = tg_table_name and row_id = old.id;
  return null;
end $$"""


def upgrade() -> None:
    row_writers_v1.create("gateway", kind=STORED_KIND)
    row_writers_v1.withhold("gateway", UNUSED)
    op.execute(LOCKED)
    row_writers_v1.name_writers("gateway", WRITERS)
    row_writers_v1.keep_to_moves("gateway", MOVES)
    row_writers_v1.keep_as_written("gateway", AS_WRITTEN)
    row_writers_v1.refuse_claims("gateway", CLAIMS)
    _affiliations_of(SIDES, fence=f"{SIDES} or {GRANTED.format(me=ME)}")
    op.execute(END_GRANTS)
    op.execute("revoke execute on function end_grants() from public")
    op.execute(
        "create trigger ends_its_grants after delete on invitations for each row execute function end_grants()"
    )


def downgrade() -> None:
    op.execute("drop trigger ends_its_grants on invitations")
    op.execute("drop function end_grants()")
    _affiliations_of(f"owner_id = {ME}", fence=f"owner_id = {ME_BEFORE} or {GRANTED.format(me=ME_BEFORE)}")
    row_writers_v1.refuse_no_claims(CLAIMS)
    row_writers_v1.keep_nothing_as_written(AS_WRITTEN)
    row_writers_v1.keep_to_no_moves(MOVES)
    row_writers_v1.name_no_writers(WRITERS)
    op.execute("revoke update (updated_at) on organisations from gateway_app")
    row_writers_v1.give_back("gateway", UNUSED)
    row_writers_v1.drop("gateway")


def _affiliations_of(authors: str, *, fence: str) -> None:
    """Who inserts affiliations, and who sees them."""
    op.execute(f"alter policy owner_insert on affiliations with check ({authors})")
    op.execute(f"alter policy fence on affiliations using ({fence})")
