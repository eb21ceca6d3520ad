"""The notebook as a running service."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.app import Service, create_service
from chassis.settings import ServiceSettings
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.notebook import routes, tables
from support.notebook.state import NotebookState
from support.services import Keys

Transactions = Callable[[UUID | None], AbstractAsyncContextManager[AsyncSession]]

SERVICE = Service(
    name="notebook",
    title="Notebook",
    description="Notes that tenants own, remarks that parties share.",
    state=NotebookState,
    routers=(routes.router,),
    refusals={"fk_notes_follows": routes.UnknownNote},
)


def serve_notebook(admin_url: str, suffix: str, keys: Keys) -> tuple[FastAPI, Urls]:
    """The service over a database of its own, and the database's addresses."""
    urls = provision(admin_url, "notebook", suffix)
    tables.migrate(urls.owner)
    settings = ServiceSettings(
        database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["dialogue"]
    )
    return create_service(SERVICE, settings, keys.shared()), urls
