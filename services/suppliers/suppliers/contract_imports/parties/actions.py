"""Finding or registering the suppliers that won; nobody is taken for another without a number that both have."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.locks import Lock, hold
from suppliers.contract_imports.parties import queries
from suppliers.contract_imports.parties.rules import LONGEST_NAME, Candidate, Guess, Recognised, Winner
from suppliers.contract_imports.rules import WinnerMatch
from suppliers.matching.normalisation.names import name_words
from suppliers.suppliers import actions as supplier_actions
from suppliers.suppliers import queries as supplier_queries
from suppliers.suppliers.rules import SupplierKind, equivalents
from suppliers.suppliers.schemas import SupplierIn

M = WinnerMatch
Names = dict[str, list[tuple[UUID, str, str | None]]]


class Recognition:
    """Recognises the winners of one notice; the same winner of several lots is one supplier."""

    def __init__(self, session: AsyncSession, caller: Caller, *, dry_run: bool) -> None:
        self._session = session
        self._caller = caller
        self._dry_run = dry_run
        self._known: dict[object, Recognised] = {}
        self._names: Names = {}

    async def hold_names(self, winners: Iterable[Winner]) -> None:
        """Keep others from registering the same names until the transaction ends."""
        if not self._dry_run:
            for country in sorted({winner.country for winner in winners if winner.country}):
                await hold(self._session, Lock.SUPPLIER_NAMES, country)

    async def supplier_of(self, winner: Winner) -> Recognised:
        if winner.key not in self._known:
            self._known[winner.key] = await self._found(winner) or await self._registered(winner)
        return self._known[winner.key]

    async def _found(self, winner: Winner) -> Recognised | None:
        stated = [guess for guess in winner.guesses if guess.is_stated]
        own = await self._owners(stated)
        if len(own) == 1:
            return Recognised(M.IDENTIFIER, own[0])
        earlier = await self._of_earlier_notices(winner)
        if not own and len(earlier) == 1:
            return Recognised(M.EARLIER_NOTICE, earlier[0])
        derived = await self._owners([guess for guess in winner.guesses if not guess.is_stated])
        named = await self._same_names(winner)
        reasons = (
            ("identifier", own),
            ("earlier_notice", earlier),
            ("derived_identifier", derived),
            ("name", named),
        )
        found: dict[UUID, Candidate] = {}
        for because, suppliers in reasons:
            for supplier_id in suppliers:
                found.setdefault(supplier_id, Candidate(supplier_id, because))
        return Recognised(M.CANDIDATES, candidates=list(found.values())) if found else None

    async def _owners(self, guesses: Sequence[Guess]) -> list[UUID]:
        identifiers = equivalents([guess.as_identifier() for guess in guesses])
        owners = await supplier_queries.owners_of(self._session, identifiers)
        return sorted(await supplier_queries.known(self._session, self._caller, owners)) if owners else []

    async def _of_earlier_notices(self, winner: Winner) -> list[UUID]:
        if not winner.country or not winner.numbers:
            return []
        suppliers = await queries.suppliers_of_earlier_notices(
            self._session, self._caller, country=winner.country, numbers=winner.numbers
        )
        return sorted(suppliers)

    async def _same_names(self, winner: Winner) -> list[UUID]:
        """Names are compared without legal forms, case and accents, as when a supplier is registered."""
        if not winner.country or not winner.name:
            return []
        if winner.country not in self._names:
            names = await supplier_queries.names_in(self._session, self._caller, winner.country)
            self._names[winner.country] = names
        wanted = name_words(winner.name)
        return sorted(
            supplier_id
            for supplier_id, *names in self._names[winner.country]
            if any(name_words(name) == wanted for name in names if name)
        )

    async def _registered(self, winner: Winner) -> Recognised:
        """A new market party, with the numbers whose register the notice itself makes certain."""
        if winner.is_private_person or not winner.country or not winner.name or len(winner.name) > LONGEST_NAME:
            return Recognised(M.NOT_REGISTERED)
        stated = {(guess.scheme, guess.value): guess for guess in winner.guesses if guess.is_stated}
        try:
            body = SupplierIn.model_validate(
                {
                    "name": winner.name,
                    "country": winner.country,
                    "kinds": [SupplierKind.SUPPLIER],
                    "identifiers": [guess.as_identifier() for guess in stated.values()],
                }
            )
        except ValidationError:
            return Recognised(M.NOT_REGISTERED)
        if self._dry_run:
            return Recognised(M.REGISTERED)
        row = await supplier_actions.register_supplier(self._session, self._caller, body, allow_duplicate=True)
        await self._session.flush()  # a contract that names the supplier is inserted after it
        self._names.get(winner.country, []).append((row.id, row.name, row.legal_name))
        return Recognised(M.REGISTERED, row.id)
