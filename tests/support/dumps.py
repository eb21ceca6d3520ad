"""Looking through a whole database for words that must not be there."""

from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of

COLUMNS = """
select table_name, column_name, data_type from information_schema.columns
where table_schema = 'public' and table_name <> 'alembic_version' order by 1, 2"""


async def places_of(app: FastAPI, words: str) -> set[str]:
    """Every `table.column` of the app's database that holds the words, in any type: text, JSON, arrays, bytes."""
    places: set[str] = set()
    async with state_of(app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        columns = (await connection.execute(text(COLUMNS))).all()
        assert len(columns) > 100, "the whole database is looked through"
        for table, column, kind in columns:
            value = f'"{column}"' if kind == "bytea" else f"""convert_to("{column}"::text, 'UTF8')"""
            found = text(f'select count(*) from "{table}" where position(:words in {value}) > 0')
            if (await connection.execute(found, {"words": words.encode()})).scalar():
                places.add(f"{table}.{column}")
    return places
