"""Importing notices: one draft contract for each lot of which the caller has no contract yet."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.rows import stamps
from suppliers.contract_imports import queries
from suppliers.contract_imports.changes.rules import changes, deviations
from suppliers.contract_imports.parties.actions import Recognition
from suppliers.contract_imports.parties.rules import Recognised, Winner, winner_of
from suppliers.contract_imports.proposals.rules import Lot, Proposed, as_values, proposed, remarks
from suppliers.contract_imports.queries import KnownContract, StoredImport
from suppliers.contract_imports.rules import LotOutcome, LotRemark
from suppliers.contract_imports.schemas import ImportTerms
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.drafts.actions import draft_contract
from suppliers.tables import ContractImport, ContractImportLot, ContractImportWinner


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """A notice that was read from a file."""

    filename: str
    reading: Mapping[str, Any]

    @classmethod
    def of(cls, filename: str, written: bytes) -> "ReadNotice":
        return cls(filename[:200], orjson.loads(written))

    def named(self, field: str) -> str | None:
        """What the head of the notice says."""
        said = self.reading["notice"][field]
        return said["value"] if said else None

    @property
    def notice_id(self) -> str:
        return str(self.named("notice_id"))

    @property
    def digest(self) -> str:
        """Of all that it says, wherever it says it."""
        return hashlib.sha256(orjson.dumps(self.reading, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A lot with its winners and what the notice states of its contract."""

    reading: Mapping[str, Any]
    winners: Sequence[tuple[Winner, Recognised]]
    fields: Sequence[Proposed]
    remarks: Sequence[LotRemark]
    known: KnownContract | None


async def import_notice(
    session: AsyncSession, caller: Caller, notice: ReadNotice, terms: ImportTerms
) -> tuple[StoredImport, bool]:
    """The import, and whether it is new. A notice that says nothing new gives the import that there is.

    A dry run gives what would be made, with ids that mean nothing. Raises UnknownClauseTemplate.
    """
    queries.templates(terms.clause_template)
    if not terms.dry_run:
        procedure = notice.named("procedure_id") or notice.notice_id
        await hold(session, Lock.CONTRACT_NOTICE, caller.org, procedure)
        same = await queries.same_notice(session, caller, notice_id=notice.notice_id, digest=notice.digest)
        if same:
            return same, False
    judged = await _judged(session, caller, notice, dry_run=terms.dry_run)
    stored = _import(caller, notice, judged)
    if not terms.dry_run:
        await _save(session, caller, stored, judged)
    return stored, True


async def _judged(session: AsyncSession, caller: Caller, notice: ReadNotice, *, dry_run: bool) -> list[_Judged]:
    head, lots = notice.reading["notice"], notice.reading["lots"]
    known = await queries.known_contracts(
        session, caller, notice_id=notice.notice_id, procedure_id=notice.named("procedure_id")
    )
    language = notice.named("language")
    winners = [[winner_of(said, language) for said in lot["winners"]] for lot in lots]
    recognition = Recognition(session, caller, dry_run=dry_run)
    await recognition.hold_names(winner for each in winners for winner in each)
    judged = []
    for lot, of_lot in zip(lots, winners, strict=True):
        suppliers = [await recognition.supplier_of(winner) for winner in of_lot]
        described = Lot(lot, head, is_only=len(lots) == 1, suppliers=suppliers)
        fields = proposed(described)
        told = [*remarks(described), *await _of_references(session, caller, fields, known.get(lot["lot"]))]
        pairs = list(zip(of_lot, suppliers, strict=True))
        judged.append(_Judged(lot, pairs, fields, told, known.get(lot["lot"])))
    return judged


async def _of_references(
    session: AsyncSession, caller: Caller, fields: Sequence[Proposed], known: KnownContract | None
) -> list[LotRemark]:
    """A draft may have a reference that another contract has, but a person should know."""
    reference = as_values(fields).get("reference")
    if reference is None:
        return []
    used = await contract_queries.with_reference(session, buyer_id=caller.org, reference=reference)
    own = known.contract.id if known else None
    return [LotRemark.REFERENCE_USED] if any(contract_id != own for contract_id in used) else []


def _import(caller: Caller, notice: ReadNotice, judged: Sequence[_Judged]) -> StoredImport:
    """The rows of an import, not saved yet; a new draft gets its id when it is made."""
    row = ContractImport(
        owner_id=caller.org,
        filename=notice.filename,
        notice_id=notice.notice_id,
        digest=notice.digest,
        drafted=0,
        unchanged=0,
        different=0,
        reading={"notice": notice.reading["notice"], "buyers": notice.reading["buyers"]},
        notice_version=notice.named("notice_version"),
        procedure_id=notice.named("procedure_id"),
        publication_number=notice.named("publication_number"),
        form_type=notice.named("form_type"),
        notice_type=notice.named("notice_type"),
        **stamps(caller),
    )
    lots = [_lot(row, each, place) for place, each in enumerate(judged, 1)]
    winners = {lot.id: _winners(lot, each) for lot, each in zip(lots, judged, strict=True)}
    counts = Counter(lot.outcome for lot in lots)
    row.drafted, row.unchanged, row.different = (counts[outcome] for outcome in LotOutcome)
    return StoredImport(row, lots, winners, {lot.id for lot in lots if lot.outcome is LotOutcome.DRAFTED})


def _lot(row: ContractImport, judged: _Judged, place: int) -> ContractImportLot:
    known = judged.known
    changed = changes(known.lot.reading, judged.reading) if known else []
    deviating = deviations(judged.fields, known.contract.model_dump()) if known else []
    outcome = LotOutcome.DRAFTED
    if known:
        outcome = LotOutcome.DIFFERENT if changed or deviating else LotOutcome.UNCHANGED
    return ContractImportLot(
        id=uuid7(),
        owner_id=row.owner_id,
        import_id=row.id,
        contract_id=known.contract.id if known else uuid7(),
        place=place,
        lot=judged.reading["lot"],
        notice_id=row.notice_id,
        procedure_id=row.procedure_id,
        outcome=outcome,
        remarks=[remark.value for remark in judged.remarks],
        reading=dict(judged.reading),
        proposal=[field.as_stored() for field in judged.fields],
        changes=changed,
        deviations=deviating,
    )


def _winners(lot: ContractImportLot, judged: _Judged) -> list[ContractImportWinner]:
    return [
        ContractImportWinner(
            id=uuid7(),
            owner_id=lot.owner_id,
            lot_id=lot.id,
            place=place,
            reference=winner.reference,
            country=winner.country,
            numbers=list(winner.numbers),
            match=supplier.match,
            supplier_id=supplier.supplier_id,
            candidates=[{**asdict(each), "supplier_id": str(each.supplier_id)} for each in supplier.candidates],
            guesses=[asdict(guess) for guess in winner.guesses],
        )
        for place, (winner, supplier) in enumerate(judged.winners, 1)
    ]


async def _save(session: AsyncSession, caller: Caller, stored: StoredImport, judged: Sequence[_Judged]) -> None:
    """Everything of an import in one transaction: its rows, the drafts and the journal."""
    drafts: list[UUID] = []
    for lot, each in zip(stored.lots, judged, strict=True):
        if each.known is None:
            draft = await draft_contract(session, caller, as_values(each.fields), import_id=stored.row.id)
            lot.contract_id = draft.id
            drafts.append(draft.id)
    session.add(stored.row)
    await session.flush()
    session.add_all(stored.lots)
    await session.flush()
    session.add_all(winner for winners in stored.winners.values() for winner in winners)
    await session.flush()
    entry = Entry(
        "notice.imported",
        ("contract_import", stored.row.id),
        audience=[caller.org],
        payload={"drafts": [str(draft) for draft in drafts], "lots": len(stored.lots)},
    )
    await record(session, caller, entry)
