"""What is held about a person as API answers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chassis.stored_values import as_stored
from suppliers.data_imports.retention.rules import DAYS_KEPT
from suppliers.personal_data.queries import Held, HeldContact
from suppliers.personal_data.rules import OTHER_PLACES, Outcome
from suppliers.personal_data.schemas import (
    ErasureOutcome,
    HeldContactPoint,
    HeldImportRow,
    OtherPlaceOut,
    PersonalDataErasure,
    PersonalDataExport,
    PersonMention,
)
from suppliers.tables import DataImportRow


def export_out(held: Held, *, taken_at: datetime) -> PersonalDataExport:
    return PersonalDataExport(
        taken_at=taken_at,
        contact_points=[_contact_out(contact, today=taken_at.date()) for contact in held.contacts],
        import_rows=list(map(_row_out, held.rows)),
        mentions=[PersonMention(kind=each.kind, id=each.record_id, fields=each.fields) for each in held.mentions],
        other_places=_other_places(),
    )


def erasure_out(outcomes: Iterable[Outcome]) -> PersonalDataErasure:
    return PersonalDataErasure(
        outcomes=[ErasureOutcome(kind=each.kind, id=each.record_id, kept=each.kept) for each in outcomes],
        other_places=_other_places(),
    )


def _other_places() -> list[OtherPlaceOut]:
    return [OtherPlaceOut.model_validate(place) for place in OTHER_PLACES]


def _contact_out(contact: HeldContact, *, today: date) -> HeldContactPoint:
    row = contact.row
    values = {
        "buyer_id": row.owner_id,
        "status": row.status_on(today),
        "supplier_name": contact.supplier_name,
        "readers": list(contact.readers),
    }
    return as_stored(HeldContactPoint, row.model_dump() | values)


def _row_out(row: DataImportRow) -> HeldImportRow:
    return HeldImportRow(
        id=row.id,
        import_id=row.import_id,
        row=row.number,
        sheet=row.sheet,
        cells=row.cells,
        retention_until=row.updated_at.date() + timedelta(days=DAYS_KEPT),
    )
