"""`/v1/personal-data-exports` and `/v1/personal-data-erasures`: a person asks for data about them (GDPR)."""

from fastapi import Depends

from chassis.clock import now
from chassis.costs import HEAVY
from chassis.idempotency import SecretNotRepeatable, refuse_idempotency_key
from chassis.problem_documents import raises
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contacts.rules import ContactNotFound
from suppliers.data_imports.rules import DataRowNotFound
from suppliers.permissions import CanHandlePersonalData
from suppliers.personal_data import actions
from suppliers.personal_data.rules import NobodyNamed, NothingNamed
from suppliers.personal_data.schemas import (
    PersonalDataErasure,
    PersonalDataErasureIn,
    PersonalDataExport,
    PersonalDataExportIn,
)
from suppliers.personal_data.views import erasure_out, export_out

exports = new_router("/v1/personal-data-exports", "personal data")
erasures = new_router("/v1/personal-data-erasures", "personal data")


@exports.post(
    "",
    dependencies=[Depends(refuse_idempotency_key)],
    openapi_extra=HEAVY,
    responses=raises(NobodyNamed, SecretNotRepeatable),
)
async def export_personal_data(
    body: PersonalDataExportIn, caller: CanHandlePersonalData, session: Session
) -> PersonalDataExport:
    """Collect what your organisation has about a person who asks for it (GDPR, article 15).

    It finds contact points, rows of workbooks that were not applied, and other records that mention the person, and
    says where else to look. Nothing of the answer is stored; the journal keeps which records it had.
    """
    return export_out(await actions.export_data(session, caller, body), taken_at=now())


@erasures.post(
    "",
    dependencies=[Depends(refuse_idempotency_key)],
    responses=raises(NothingNamed, ContactNotFound, DataRowNotFound, SecretNotRepeatable),
)
async def erase_personal_data(
    body: PersonalDataErasureIn, caller: CanHandlePersonalData, session: Session
) -> PersonalDataErasure:
    """Erase records about a person who asks for it (GDPR, article 17); an export lists them.

    A contact point becomes `anonymised`, a row of a workbook loses its values. All named records are erased, or
    none. What figures count stays: the role, its days and its purpose.
    """
    return erasure_out(await actions.erase_data(session, caller, body))
