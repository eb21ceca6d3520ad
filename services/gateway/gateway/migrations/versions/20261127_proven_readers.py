"""Questions about people, invitations and links are answered to processes of the service only.

Sign-in asks them before it knows an organisation, so they have their owner's rights. The app role's password alone
was enough to ask.
"""

from alembic import op

revision = "proven_readers"
down_revision = "guarded_rows"
branch_labels = None
depends_on = None

QUESTIONS = (
    "known_identity(uuid, uuid)",
    "memberships_of(uuid)",
    "invitation_of(bytea)",
    "is_signed_in(uuid, uuid, uuid, timestamptz)",
    "confirmed_organisation_of(uuid)",
    "is_confirmed_organisation(uuid)",
)
OPENING = "AS $function$"
DEMANDING = f"{OPENING}\n  select demand_proof();"
REPLACE_IN_FUNCTION = """
do $$
declare said text := pg_get_functiondef('{signature}'::regprocedure);
begin
  if strpos(said, '{old}') = 0 then
    raise exception 'the function {signature} has other words';
  end if;
  execute replace(said, '{old}', '{new}');
end $$"""


def upgrade() -> None:
    _replace(OPENING, DEMANDING)


def downgrade() -> None:
    _replace(DEMANDING, OPENING)


def _replace(old: str, new: str) -> None:
    for signature in QUESTIONS:
        op.execute(REPLACE_IN_FUNCTION.format(signature=signature, old=old, new=new))
