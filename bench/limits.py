"""The limits we measure against: the same work by asyncpg and orjson over bare Starlette, nothing else.

`uvicorn limits:pages` and `uvicorn limits:writes`, with LIMIT_DATABASE_URL and LIMIT_ORG in the environment.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.settings import for_asyncpg

PAGE = """
select id::text, version, created_at, updated_at, supplier_id::text, person_name, function_title, function_area,
       email, purpose, active_from, status
from contact_points where owner_id = $1 order by contact_points.id desc limit 51"""

WRITE = """
with row as (
  insert into suppliers (id, created_at, created_by, updated_at, updated_by, version, name, kinds, country,
                         identifiers, status, registered_by)
  values ($1, now(), $2, now(), $2, 1, $3, $4, $5, '[]', 'prospect', $2)
), entry as (
  insert into journal (id, at, actor, actor_org, actor_roles, verb, subject_type, subject_id, audience, followed,
                       digest)
  values ($6, now(), $2, $2, '{}', 'supplier.registered', 'supplier', $1, '{}', true, '')
)
insert into journal_payloads (journal_id, salt, payload) values ($6, '', '{}')"""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    url = for_asyncpg(os.environ["LIMIT_DATABASE_URL"])
    app.state.pool = await asyncpg.create_pool(url, min_size=5, max_size=10)
    app.state.org = UUID(os.environ["LIMIT_ORG"])
    yield
    await app.state.pool.close()


def json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


async def page(request: Request) -> Response:
    state = request.app.state
    async with state.pool.acquire() as connection:
        records = await connection.fetch(PAGE, state.org)
    return json({"items": [dict(record) for record in records[:50]], "next": None})


async def write(request: Request) -> Response:
    state = request.app.state
    body = orjson.loads(await request.body())
    row_id = uuid4()
    async with state.pool.acquire() as connection:
        await connection.execute(WRITE, row_id, state.org, body["name"], body["kinds"], body["country"], uuid4())
    return json({"id": str(row_id), **body}, 201)


pages = Starlette(routes=[Route("/page", page)], lifespan=lifespan)
writes = Starlette(routes=[Route("/write", write, methods=["POST"])], lifespan=lifespan)
