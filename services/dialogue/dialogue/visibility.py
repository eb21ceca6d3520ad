"""Who may see which rows: WHERE clauses by kind of organisation, in one place.

A kind that is absent sees nothing. Row-level security stands behind these for owned rows and dossiers.
"""

from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import col

from chassis.listing import ORG, Clause
from dialogue.tables import Grant, Party

granted = select(col(Grant.row_id)).where(
    col(Grant.org_id) == ORG, or_(col(Grant.until).is_(None), col(Grant.until) >= func.current_date())
)
"""Ids of rows others own and this caller's organisation may read."""

dossiers = select(col(Party.dossier_id)).where(
    col(Party.org_id) == ORG, or_(col(Party.until).is_(None), col(Party.until) >= func.current_date())
)
"""Ids of the dossiers this caller's organisation is a party of."""


def in_a_dossier_of_the_caller(dossier_id: Any) -> Clause:
    """An array rather than a subquery: the planner then takes the index on the dossier."""
    clause: Clause = dossier_id == func.any(func.array(dossiers.scalar_subquery()))
    return clause
