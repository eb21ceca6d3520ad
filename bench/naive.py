"""The proxy one writes first: a FastAPI route and httpx, everything in memory."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient(base_url=os.environ["UPSTREAM"], trust_env=False) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/{path:path}")
async def pass_on(path: str, request: Request) -> Response:
    answer = await request.app.state.client.get("/" + path)
    return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])
