"""Text as a search compares it: without accents, capitals, apostrophes, and the widths and forms of letters."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

LETTERS = ("łŁđĐðÐøØħĦŧŦıŋŊəƏ", "llddddoohhttinnaa")
"""Letters that are no letter with a mark, and the ones that people type for them."""
DIGRAPHS = (("ß", "ss"), ("ẞ", "ss"), ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"), ("þ", "th"), ("Þ", "th"))
MARKS = "\u0300-\u036f"
APOSTROPHES = "''’‘`´ʼ＇"


class folded(FunctionElement[str]):  # is written like a function of the database
    """The folded text, made of immutable functions of PostgreSQL: an index can have it."""

    type = Text()
    inherit_cache = True


@compiles(folded)
def _compiled(element: Any, compiler: Any, **options: Any) -> str:
    return folded_sql(compiler.process(element.clauses, **options))


def folded_sql(text: str) -> str:
    """The expression for an SQL expression of a text; for indices."""
    inner = f"regexp_replace({text}, '[{APOSTROPHES}]', '', 'g')"
    for written, meant in DIGRAPHS:
        inner = f"replace({inner}, '{written}', '{meant}')"
    inner = f"regexp_replace(normalize({inner}, nfkd), '[{MARKS}]', '', 'g')"
    return f"lower(translate({inner}, '{LETTERS[0]}', '{LETTERS[1]}'))"
