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


def notebook_database(admin_url: str, suffix: str) -> Urls:
    """A migrated database for the service."""
    urls = provision(admin_url, "notebook", suffix)
    tables.migrate(urls.owner)
    return urls


def notebook_behind(app_url: str, worker_url: str, keys: Keys, *, pgbouncer: bool) -> FastAPI:
    """The service over a database at these addresses."""
    settings = ServiceSettings(
        database_url=app_url, worker_database_url=worker_url, signing_key=keys.private["dialogue"]
    )
    return create_service(SERVICE, settings, keys.shared().model_copy(update={"pgbouncer": pgbouncer}))


def serve_notebook(admin_url: str, suffix: str, keys: Keys) -> tuple[FastAPI, Urls]:
    """The service over a database of its own, and the database's addresses."""
    urls = notebook_database(admin_url, suffix)
    return notebook_behind(urls.app, urls.worker, keys, pgbouncer=False), urls
