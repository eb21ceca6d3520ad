"""What the clock does for tokens."""

from chassis.real_time import real_now
from chassis.rows import fetch_rows
from chassis.state import AppState


async def delete_expired_tokens(state: AppState) -> None:
    """Delete refresh tokens that have expired; until then they are refused."""
    async with state.worker_sessions() as session, session.begin():
        await fetch_rows(session, "delete from refresh_tokens where expires_at <= :real_now", real_now=real_now())
