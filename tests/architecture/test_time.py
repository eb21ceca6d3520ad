"""Time has one source: `chassis.clock` in Python, `platform_now()` and `platform_today()` in the database.

A platform whose test clock was moved is wrong wherever something asks a machine's clock instead. Real time is for
tokens, ids and files alone (`chassis.real_time`); `time.monotonic` measures durations and is nobody's date.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

ROOT = Path(__file__).parents[2]
CHASSIS = "services/chassis/chassis/"

REAL_TIME = CHASSIS + "real_time.py"
USERS_OF_REAL_TIME = {
    CHASSIS + "access_log.py",
    CHASSIS + "caller_proofs.py",
    CHASSIS + "clock.py",
    CHASSIS + "ids.py",
    CHASSIS + "tokens.py",
    "services/dialogue/dialogue/evidence/jobs.py",
    "services/gateway/gateway/test_clock/actions.py",
    "services/gateway/gateway/tokens/actions.py",
    "services/gateway/gateway/tokens/credentials/verifier.py",
    "services/gateway/gateway/tokens/jobs.py",
    "services/gateway/gateway/tokens/queries.py",
}
"""What a test clock must not move: lifetimes of tokens, order of ids, ages of files, lines of logs; and itself."""

CALLS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime", "clock_gettime"},
    "func": {"now", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "sysdate"},
}
"""Names that ask a machine's clock, by what they are called on."""

SQL = re.compile(
    r"(?<![\w.])(now\s*\(\s*\)|(statement|clock|transaction)_timestamp\s*\(|timeofday\s*\("
    r"|current_(date|time|timestamp)\b|localtime(stamp)?\b|'(now|today|tomorrow|yesterday)'(::|\s+as))",
    re.IGNORECASE,
)

BREACHES = {
    "a.py": "from datetime import UTC, datetime\nopened_at = datetime.now(UTC)",
    "b.py": "import datetime\nday = datetime.date.today()",
    "c.py": "import time\nseconds = time.time()",
    "d.py": "from time import time",
    "e.py": "from sqlalchemy import func\nclause = func.current_date()",
    "f.py": "WAITING = 'select id from invitations where expires_at > now()'",
    "g.py": "def waiting(day):\n    return f'select id from {day} where until >= CURRENT_DATE'",
    "h.py": "from chassis.real_time import real_now",
}


def modules() -> Iterator[tuple[str, str]]:
    """Every module of the services but released migrations, which say what a database says."""
    for file in sorted((ROOT / "services").glob("*/*/**/*.py")):
        inside = file.relative_to(ROOT).as_posix()
        if "/migrations/" not in inside:
            yield inside, file.read_text()


def docstrings(tree: ast.AST) -> set[int]:
    """Strings that stand alone as a statement: they speak of the code, and no database reads them."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def other_clocks(inside: str, text: str) -> Iterator[str]:
    """Places in a module that ask another clock than the platform's."""
    tree = ast.parse(text)
    ignored = docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                found = name in CALLS.get(owner, ())
            case ast.ImportFrom(module="time", names=names):
                found = any(name.name in CALLS["time"] for name in names)
            case ast.ImportFrom(module="chassis.real_time"):
                found = inside not in USERS_OF_REAL_TIME
            case ast.Constant(value=str(value)):
                found = id(node) not in ignored and SQL.search(value) is not None
            case _:
                continue
        if found:
            yield f"{inside}:{node.lineno}: {ast.unparse(node)[:80]}"


def test_services_ask_the_platforms_clock() -> None:
    asking = [place for inside, text in modules() if inside != REAL_TIME for place in other_clocks(inside, text)]
    assert asking == []


@pytest.mark.parametrize("name", BREACHES)
def test_another_clock_would_be_found(name: str) -> None:
    assert list(other_clocks(name, BREACHES[name]))


def test_real_time_is_asked_where_the_list_says() -> None:
    texts = dict(modules())
    assert {inside for inside in USERS_OF_REAL_TIME if "real_time" not in texts.get(inside, "")} == set()


CATALOGUE = """
select 'function ' || proname as place, prosrc as said from pg_proc
  where pronamespace = 'public'::regnamespace and proname not in ('platform_now', 'real_now')
    and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
union all
select 'policy ' || policyname || ' on ' || tablename, concat_ws(' ', qual, with_check) from pg_policies
union all
select 'default of ' || adrelid::regclass, pg_get_expr(adbin, adrelid) from pg_attrdef
union all
select 'constraint ' || conname, pg_get_constraintdef(oid) from pg_constraint
  where connamespace = 'public'::regnamespace
union all
select 'view ' || viewname, definition from pg_views where schemaname = 'public'
union all
select 'trigger ' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all
select 'index ' || indexname, indexdef from pg_indexes where schemaname = 'public'"""


async def other_clocks_of(catalogue: asyncpg.Connection) -> list[str]:
    return [row["place"] for row in await catalogue.fetch(CATALOGUE) if SQL.search(row["said"] or "")]


async def test_the_database_asks_the_platforms_clock(catalogue: asyncpg.Connection) -> None:
    assert await other_clocks_of(catalogue) == []


async def test_another_clock_in_the_database_would_be_found(catalogue: asyncpg.Connection) -> None:
    transaction = catalogue.transaction()
    await transaction.start()
    await catalogue.execute(
        "create table planted (made_at timestamptz default now());"
        "create policy late on planted using (made_at < current_date);"
        "create function planted() returns date language sql as 'select current_date'"
    )
    found = await other_clocks_of(catalogue)
    await transaction.rollback()
    assert found == ["function planted", "policy late on planted", "default of planted"]
