"""Invitations lead where their inviter may invite, and links and affiliations keep their parties.

SQL injected into a request could invite a stranger into another organisation, make an organisation of any kind, begin a
link without the supplier's consent, and give a link or an affiliation that was agreed other parties or days.
"""

from collections.abc import Iterable

from chassis.migrations import kept_meaning_v1
from chassis.migrations.kept_meaning_v1 import Check, Kept

revision = "kept_meaning"
down_revision = "readable_revision"
branch_labels = None
depends_on = None

STAMPS = ("updated_at", "updated_by", "version")
CHANGED = {
    "affiliations": (*STAMPS, "status", "valid_to", "reason"),
    "api_keys": ("revoked_at",),
    "idempotency_answers": ("fingerprint", "status", "headers", "body", "kept_until"),
    "invitations": (*STAMPS, "accepted_at", "accepted_by"),
    "members": (*STAMPS, "roles", "ended_at"),
    "supplier_links": (*STAMPS, "status", "basis", "reason", "decided_at", "decided_by"),
}
CHANGED_BEFORE = {
    "api_keys": (
        *("id", "owner_id", "person_id", "client_id", "name", "roles", "created_at", "revoked_at", "parent_id"),
    ),
    "invitations": (
        *(*STAMPS, "id", "created_at", "created_by", "owner_id", "email", "role", "organisation_id", "supplier_id"),
        *("supplier_name", "opens_at", "expires_at", "accepted_at", "accepted_by"),
    ),
}
"""All columns but the secrets; of other tables all."""
PLATFORM = kept_meaning_v1.written_by(["platform"])
KEPT = (
    Kept(
        *("affiliations", "agreed_days", ("valid_to",)),
        "old.status <> 'active' or new.valid_to is null or new.valid_to > old.valid_to",
    ),
    Kept("api_keys", "revoked_for_good", ("revoked_at",), "old.revoked_at is not null"),
    Kept("invitations", "accepted_once", ("accepted_at", "accepted_by"), "old.accepted_at is not null"),
    Kept(
        *("supplier_links", "decided_as", ("basis", "reason", "decided_at", "decided_by")),
        f"old.status = new.status and {PLATFORM}",
    ),
)
"""An affiliation that was agreed ends earlier than agreed, not later; the platform confirms a confirmed link again."""

HEAD = "returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$"
REFUSED = "using errcode = 'insufficient_privilege'"
ROLES_OF = (
    ("buyer", ("buyer_officer", "buyer_manager", "buyer_viewer", "group_coordinator", "dashboard_client")),
    ("monitor", ("monitor_author", "monitor_editor", "dashboard_client")),
    ("supplier", ("supplier_contact", "supplier_admin")),
    ("expert", ("expert",)),
    ("platform", ("platform_admin",)),
)
ADMINISTRATOR_OF = (
    *(("buyer", "buyer_manager"), ("monitor", "monitor_editor"), ("supplier", "supplier_admin")),
    *(("expert", "expert"), ("platform", "platform_admin")),
)


def by_kind(values: Iterable[tuple[str, str]]) -> str:
    return f"case kind {' '.join(f'when {quoted(known)} then {value}' for known, value in values)} end"


def quoted(*words: str) -> str:
    return ", ".join(f"'{word}'" for word in words)


ROLES = by_kind((kind, f"array[{quoted(*roles)}]") for kind, roles in ROLES_OF)
ADMINISTRATOR = by_kind((kind, quoted(role)) for kind, role in ADMINISTRATOR_OF)
WAITS = "interval '7 days' - interval '1 hour'"
"""The clocks of a service and of the database may differ a little."""
CHECK_INVITATION = f"""
create function check_invitation() {HEAD}
declare
  me uuid := public.caller_org();
  mine text := (select o.kind from public.organisations o where o.id = me);
  kind text := coalesce((select o.kind from public.organisations o where o.id = new.organisation_id), 'supplier');
  has_members boolean := exists (
    select from public.members m join public.people p on p.id = m.person_id
    where m.owner_id = new.organisation_id and m.ended_at is null and p.disabled_at is null
  );
begin
  if new.accepted_at is not null or new.accepted_by is not null or not new.role = any ({ROLES})
     or new.supplier_id is not null and (mine is distinct from 'buyer' or new.opens_at is not null)
     or new.organisation_id <> me and (
       mine is distinct from 'platform' or new.role <> {ADMINISTRATOR}
       or has_members and coalesce(new.opens_at < public.platform_now() + {WAITS}, true)
     ) then
    raise exception 'an organisation invites its own people' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_KIND = f"""
create function check_kind() {HEAD}
begin
  if public.caller_kind() = 'buyer' and new.kind <> 'supplier' then
    raise exception 'a buyer makes organisations of suppliers only' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_LINK = f"""
create function check_link() {HEAD}
declare
  is_buyers boolean := coalesce(public.caller_kind() = 'buyer', true);
  confirmed uuid := (
    select l.organisation_id from public.supplier_links l
    where l.supplier_id = new.supplier_id and l.status = 'confirmed' order by l.decided_at, l.id limit 1
  );
begin
  if not exists (
    select from public.organisations o
    where o.id = new.organisation_id and o.kind = 'supplier' and o.supplier_id = new.supplier_id
  ) or new.status = 'requested' and confirmed is distinct from new.organisation_id
    or new.status = 'pending' and is_buyers and (
      confirmed is not null
      or exists (select from public.members m where m.owner_id = new.organisation_id)
      or exists (select from public.supplier_links l where l.organisation_id = new.organisation_id)
    ) then
    raise exception 'a link begins when both sides agree to it' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_SIDES = f"""
create function check_sides() {HEAD}
begin
  if not exists (select from public.organisations o where o.id = new.owner_id and o.kind = 'monitor')
     or not exists (select from public.organisations o where o.id = new.buyer_id and o.kind = 'buyer') then
    raise exception 'an affiliation is of a buyer to a monitor' {REFUSED};
  end if;
  return new;
end $$"""

FUNCTIONS = {
    "check_invitation": CHECK_INVITATION,
    "check_kind": CHECK_KIND,
    "check_link": CHECK_LINK,
    "check_sides": CHECK_SIDES,
}
CHECKS = (
    Check("invitations", "checked_invitation", "insert", "check_invitation"),
    Check("organisations", "checked_kind", "insert", "check_kind"),
    Check("supplier_links", "checked_link", "insert", "check_link"),
    Check("affiliations", "checked_sides", "insert", "check_sides"),
)


def upgrade() -> None:
    kept_meaning_v1.create()
    kept_meaning_v1.change_only("gateway", CHANGED)
    kept_meaning_v1.keep("gateway", KEPT)
    kept_meaning_v1.check("gateway", FUNCTIONS, CHECKS)


def downgrade() -> None:
    kept_meaning_v1.check_no_more(FUNCTIONS, CHECKS)
    kept_meaning_v1.keep_no_more(KEPT)
    kept_meaning_v1.change_all("gateway", CHANGED)
    kept_meaning_v1.change_only("gateway", CHANGED_BEFORE)
    kept_meaning_v1.drop()
