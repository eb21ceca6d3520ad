"""Find suppliers that were registered by earlier releases by each notation of their numbers.

Earlier releases kept one row for an identifier, in the notation in which it was typed or in an older one. A number that
another party has already stays as it is.
"""

from alembic import op

revision = "numbers_in_each_notation"
down_revision = "kept_owners"
branch_labels = None
depends_on = None

COMPACT = r"upper(regexp_replace(normalize(value, NFKC), '[\s./-]', '', 'g'))"
DIGITS = r"regexp_replace(compact, '\D', '', 'g')"

FILL = rf"""
with typed as (
  select supplier_id, scheme, {COMPACT} as compact from supplier_identifiers where scheme in ('BE-KBO', 'VAT', 'DUNS')
), numbered as (
  select supplier_id, scheme, compact, {DIGITS} as digits from typed
), notations as (
  select supplier_id, unnest(array['BE-KBO', 'VAT']) as scheme,
    unnest(array[regexp_replace(lpad(digits, 10, '0'), '(....)(...)(...)', '\1.\2.\3'), 'BE' || lpad(digits, 10, '0')])
      as value
  from numbered where length(digits) in (9, 10) and (scheme = 'BE-KBO' or scheme = 'VAT' and compact like 'BE%')
  union all
  select supplier_id, 'VAT', unnest(array['EL', 'GR']) || substr(compact, 3)
  from numbered where scheme = 'VAT' and compact ~ '^(EL|GR)\d{{9}}$'
  union all
  select supplier_id, 'VAT', unnest(array['GB', 'XI']) || substr(compact, 3)
  from numbered where scheme = 'VAT' and compact ~ '^(GB|XI)(\d{{9}}|\d{{12}}|(GD|HA)\d{{3}})$'
  union all
  select supplier_id, 'VAT', 'CHE' || digits from numbered
  where scheme = 'VAT' and compact ~ '^CHE\d{{9}}(MWST|TVA|IVA|VAT)?$'
  union all
  select supplier_id, 'VAT', 'NO' || digits || 'MVA' from numbered
  where scheme = 'VAT' and compact ~ '^NO\d{{9}}(MVA)?$'
  union all
  select supplier_id, scheme, compact from numbered
  where scheme = 'VAT' and compact !~ '^(BE|EL|GR|GB|XI|CH|NO)' and length(compact) between 4 and 15
  union all
  select supplier_id, scheme, digits from numbered where scheme = 'DUNS' and length(digits) = 9
)
insert into supplier_identifiers (scheme, value, supplier_id)
select distinct on (scheme, value) scheme, value, supplier_id from notations order by scheme, value, supplier_id
on conflict do nothing"""
"""Every notation of the numbers that there are; the first party that was registered has it."""


def upgrade() -> None:
    op.execute(FILL)


def downgrade() -> None:
    """Further notations do no harm."""
