"""An index for searches that do not regard accents; the index of the text as it is stays for the previous release."""

from alembic import op

revision = "folded_search"
down_revision = "understood_lists"
branch_labels = None
depends_on = None

DIGRAPHS = (("ß", "ss"), ("ẞ", "ss"), ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"), ("þ", "th"), ("Þ", "th"))


def folded(text: str) -> str:
    inner = f"regexp_replace({text}, '[''’‘`´ʼ＇]', '', 'g')"
    for written, meant in DIGRAPHS:
        inner = f"replace({inner}, '{written}', '{meant}')"
    inner = f"regexp_replace(normalize({inner}, nfkd), '[\u0300-\u036f]', '', 'g')"
    return f"lower(translate({inner}, 'łŁđĐðÐøØħĦŧŦıŋŊəƏ', 'llddddoohhttinnaa'))"


def upgrade() -> None:
    op.execute(f"create index ix_facilities_folded on facilities using gin ({folded('search')} gin_trgm_ops)")


def downgrade() -> None:
    op.execute("drop index ix_facilities_folded")
