"""Reading targets."""

from uuid import UUID

from sqlalchemy import Text, cast
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.tables import Target
from suppliers.targets.rules import TargetNotFound
from suppliers.targets.schemas import TargetQuery

TARGETS = Listing(
    name="targets",
    columns=(
        col(Target.id),
        col(Target.version),
        col(Target.created_at),
        col(Target.updated_at),
        col(Target.metric),
        col(Target.product_categories),
        cast(col(Target.value), Text).label("value"),
        col(Target.year),
        cast(col(Target.baseline_value), Text).label("baseline_value"),
        col(Target.baseline_year),
        col(Target.sdgs),
        col(Target.adopted_on),
        col(Target.status),
    ),
    key=col(Target.id),
    visible=visibility.TARGETS,
    query=TargetQuery,
    filters={
        "metric": equals(col(Target.metric)),
        "status": equals(col(Target.status)),
        "year": equals(col(Target.year)),
    },
)


async def target(session: AsyncSession, caller: Caller, target_id: UUID, *, lock: bool = False) -> Target:
    """Raises TargetNotFound."""
    return await find(
        session, Target, target_id, caller, visible=visibility.TARGETS, lock=lock, missing=TargetNotFound
    )
