"""The platform's time inside a statement: a value from `chassis.clock`, taken at each execution.

A bound value costs nothing and lets PostgreSQL inline the functions it is given to. What the database decides by
itself (policies, functions, triggers) uses `platform_now()` and `platform_today()`, and so do statements in plain
SQL, as `(select platform_today())`: a subquery is evaluated once for a statement.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, DateTime, bindparam, cast, func

from chassis import clock

NOW: BindParameter[datetime] = bindparam("platform_now", type_=DateTime(timezone=True), callable_=clock.now)

TODAY: BindParameter[date] = bindparam("platform_today", type_=Date(), callable_=clock.today)
"""The business date, in UTC."""


def day_of(instant: Any) -> ColumnElement[date]:
    """The day of an instant, in UTC."""
    return cast(func.timezone("UTC", instant), Date)
