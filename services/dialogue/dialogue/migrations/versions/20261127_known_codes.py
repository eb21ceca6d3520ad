"""Keep only codes that their code lists have: earlier releases stored any code in questions, findings and actions.

A code that no list has means nothing to a reader, and the API description now lists the codes that answers can have.
"""

from alembic import op

revision = "known_codes"
down_revision = "omitted_recipients"
branch_labels = None
depends_on = None

ISSUES = [f"SI{number:02}" for number in range(1, 18)]
DUTIES = [
    "DIALOGUE",
    "CONTACT",
    "REPORT",
    "ANNUAL_REVIEW",
    "DISCLOSURE_ASSEMBLY",
    "DISCLOSURE_COMPONENTS",
    "DISCLOSURE_SUBSUPPLIERS",
    "COMPLIANCE_FINDINGS",
    "CHEMICALS_INVENTORY",
    "TRADING_CONDITIONS",
    "FACTORY_ACCESS",
    "NON_RETALIATION",
    "REMEDIATION_EVIDENCE",
    "FLOWDOWN",
    "SUBCONTRACTOR_LAW",
    "LABEL",
    "WARRANTY",
    "SPARE_PARTS",
    "MAINTENANCE",
    "TAKE_BACK",
    "SECOND_LIFE",
    "EOL_TRANSPARENCY",
    "DATA_WIPE",
    "CHEMICALS_PRODUCT",
    "MINERALS",
]
HOLDERS = [
    "workers",
    "migrant_workers",
    "student_workers",
    "agency_workers",
    "young_workers",
    "women_workers",
    "miners",
    "communities",
]


def upgrade() -> None:
    op.execute(
        f"update findings set salient_issue = null where salient_issue is not null"
        f" and not salient_issue = any({_array(ISSUES)})"
    )
    op.execute(
        "update findings set rights_holders ="
        f" array(select holder from unnest(rights_holders) holder where holder = any({_array(HOLDERS)}))"
        f" where not rights_holders <@ {_array(HOLDERS)}"
    )
    op.execute("alter table questionnaire_versions disable trigger published")
    for table in ("questionnaire_versions", "assignments"):
        op.execute(_questions(table))
    op.execute("alter table questionnaire_versions enable trigger published")


def downgrade() -> None:
    """What was unknown stays away."""


def _questions(table: str) -> str:
    known = {"salient_issues": ISSUES, "obligation_types": DUTIES}
    parts = " || ".join(
        f"case when jsonb_typeof(question -> '{name}') = 'array' then jsonb_build_object('{name}',"
        f" (select coalesce(jsonb_agg(code), '[]') from jsonb_array_elements_text(question -> '{name}') code"
        f" where code = any({_array(codes)}))) else '{{}}'::jsonb end"
        for name, codes in known.items()
    )
    unknown = " or ".join(
        f"exists (select from jsonb_path_query(questions, '$[*].{name}[*]') code"
        f" where not code #>> '{{}}' = any({_array(codes)}))"
        for name, codes in known.items()
    )
    return (
        f"update {table} set questions = (select jsonb_agg(question || {parts} order by place)"
        f" from jsonb_array_elements(questions) with ordinality as asked (question, place)) where {unknown}"
    )


def _array(codes: list[str]) -> str:
    return "array[" + ", ".join(f"'{code}'" for code in codes) + "]::text[]"
