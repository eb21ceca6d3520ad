"""The suppliers service: market parties, contracts, products, facilities and disclosures."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from chassis.app import Service, create_service
from chassis.expiries import write_expiries
from chassis.logs import configure
from chassis.problems import ConcurrentChange
from chassis.scheduler import Job
from chassis.settings import Shared
from chassis.state import AppState
from suppliers.clauses import routes as clauses
from suppliers.clauses.rules import ClauseIncluded
from suppliers.code_lists import routes as code_lists
from suppliers.contacts import jobs as contact_jobs
from suppliers.contacts import routes as contacts
from suppliers.contract_imports import routes as contract_imports
from suppliers.contracts import handlers as contract_handlers
from suppliers.contracts import jobs as contract_jobs
from suppliers.contracts import routes as contracts
from suppliers.contracts.costs import routes as costs
from suppliers.contracts.costs.rules import OfferRecorded
from suppliers.contracts.criteria import routes as criteria
from suppliers.contracts.duties import routes as duties
from suppliers.contracts.frameworks import routes as frameworks
from suppliers.contracts.labels import routes as labels
from suppliers.contracts.terms import routes as terms
from suppliers.data_imports import jobs as data_import_jobs
from suppliers.data_imports import routes as data_imports
from suppliers.data_imports.rules import OwnNumberUsed
from suppliers.deliveries import routes as deliveries
from suppliers.deliveries.units import routes as units
from suppliers.disclosures import routes as disclosures
from suppliers.disclosures.jobs import ACCEPTED
from suppliers.equivalence import routes as equivalence
from suppliers.exposures import routes as exposures
from suppliers.facilities import routes as facilities
from suppliers.facilities.registrations import routes as facility_registrations
from suppliers.facilities.rules import IdentifierOfAnotherSite
from suppliers.figures import routes as figures
from suppliers.imports import routes as imports
from suppliers.imports.jobs import LISTS
from suppliers.label_claims import routes as label_claims
from suppliers.market import routes as market
from suppliers.obligations import jobs as obligation_jobs
from suppliers.obligations import routes as obligations
from suppliers.personal_data import routes as personal_data
from suppliers.products import routes as products
from suppliers.quotes import routes as quotes
from suppliers.representatives import handlers as representative_handlers
from suppliers.settings import SuppliersSettings
from suppliers.spend import routes as spend
from suppliers.spend.rules import PeriodsOverlap
from suppliers.spend.shares import routes as spend_shares
from suppliers.spend.totals import routes as spend_totals
from suppliers.suppliers import routes as suppliers
from suppliers.suppliers.rules import IdentifierTaken
from suppliers.targets import routes as targets

EXPIRIES = (
    *obligation_jobs.EXPIRIES,
    *contact_jobs.EXPIRIES,
    *contract_jobs.EXPIRIES,
    *data_import_jobs.EXPIRIES,
)
"""Every event that a day brings; those of one day are written in this order."""

SERVICE = Service(
    name="suppliers",
    migrations="suppliers.migrations",
    title="Suppliers",
    description="Market parties, contacts, contracts with their clauses, products, facilities and disclosures.",
    state=AppState,
    routers=(
        suppliers.router,
        contacts.router,
        products.router,
        quotes.router,
        units.router,
        label_claims.router,
        equivalence.router,
        market.router,
        clauses.router,
        code_lists.router,
        contracts.router,
        frameworks.router,
        contract_imports.router,
        terms.router,
        criteria.router,
        labels.router,
        costs.router,
        duties.obligations,
        obligations.router,
        deliveries.router,
        spend.router,
        spend_totals.router,
        spend_shares.router,
        targets.router,
        facilities.router,
        facility_registrations.router,
        disclosures.router,
        imports.router,
        data_imports.router,
        data_imports.exports,
        personal_data.exports,
        personal_data.erasures,
        exposures.router,
        exposures.internal,
        figures.router,
    ),
    refusals={
        "ex_contract_spend_overlap": PeriodsOverlap,
        "ex_disclosure_acceptances_one_per_day": ConcurrentChange,
        "uq_contract_clauses_contract_id_template": ClauseIncluded,
        "uq_life_cycle_costs_contract_id_offer": OfferRecorded,
        "pk_supplier_identifiers": IdentifierTaken,
        "uq_supplier_numbers_owner_id_number": OwnNumberUsed,
        "uq_supplier_numbers_owner_id_supplier_id": OwnNumberUsed,
        "pk_facility_identifiers": IdentifierOfAnotherSite,
    },
    jobs=(Job("write_expiries", 30, write_expiries(*EXPIRIES)),),
    backlogs=(LISTS, ACCEPTED, data_import_jobs.WORKBOOKS),
    follows={"gateway": representative_handlers.HANDLERS, "dialogue": contract_handlers.HANDLERS},
)


def create_app(
    settings: SuppliersSettings, shared: Shared, *, clients: Mapping[str, httpx.AsyncClient] | None = None
) -> FastAPI:
    return create_service(SERVICE, settings, shared, clients=clients)


def from_environment() -> FastAPI:
    """Create the app with settings of the environment: `uvicorn --factory suppliers.app:from_environment`."""
    shared = Shared()
    configure("suppliers", shared.log_level)
    return create_app(SuppliersSettings(), shared)
