"""The dialogue service: dialogues between buyers and suppliers, and findings of monitors."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from chassis.app import Service, create_service
from chassis.expiries import write_expiries
from chassis.logs import configure
from chassis.scheduler import Job
from chassis.settings import Shared
from dialogue.action_points import jobs as action_jobs
from dialogue.action_points import routes as action_points
from dialogue.assignments import jobs as assignment_jobs
from dialogue.assignments import routes as assignments
from dialogue.assignments.answer_reviews import routes as answer_reviews
from dialogue.assignments.answers import routes as answers
from dialogue.dialogues import handlers as dialogue_handlers
from dialogue.dialogues import jobs as dialogue_jobs
from dialogue.dialogues import routes as dialogues
from dialogue.dialogues.participants import handlers as participant_handlers
from dialogue.dialogues.participants import routes as participants
from dialogue.evidence import routes as evidence
from dialogue.evidence.jobs import check_folder, copy_older_file, sweep_evidence
from dialogue.exposures import routes as exposures
from dialogue.figures import routes as figures
from dialogue.findings import handlers as finding_handlers
from dialogue.findings import routes as findings
from dialogue.findings.jobs import lift_embargoes, match_sites_again
from dialogue.findings.reactions import routes as finding_reactions
from dialogue.meetings import jobs as meeting_jobs
from dialogue.meetings import routes as meetings
from dialogue.organisations import handlers as organisation_handlers
from dialogue.personal_data import routes as personal_data
from dialogue.questionnaires import routes as questionnaires
from dialogue.questionnaires.rules import DraftExists, QuestionnaireCodeTaken
from dialogue.reviews import jobs as review_jobs
from dialogue.reviews import routes as reviews
from dialogue.reviews.rules import ReviewExists
from dialogue.settings import DialogueSettings
from dialogue.state import DialogueState

EXPIRIES = (
    *dialogue_jobs.EXPIRIES,
    *assignment_jobs.EXPIRIES,
    *meeting_jobs.EXPIRIES,
    *action_jobs.EXPIRIES,
    *review_jobs.EXPIRIES,
)
"""Every event that a day brings; those of one day are written in this order."""

SERVICE = Service(
    name="dialogue",
    migrations="dialogue.migrations",
    title="Dialogue",
    description="Dialogues, questionnaires, meetings, evidence, findings, action points and annual reviews.",
    state=DialogueState,
    routers=(
        dialogues.router,
        participants.router,
        questionnaires.router,
        assignments.router,
        answers.router,
        answer_reviews.router,
        evidence.router,
        meetings.router,
        personal_data.exports,
        personal_data.erasures,
        action_points.router,
        findings.router,
        finding_reactions.router,
        exposures.router,
        reviews.router,
        figures.router,
    ),
    refusals={
        "uq_annual_reviews_dossier_id_year": ReviewExists,
        "uq_questionnaires_code": QuestionnaireCodeTaken,
        "uq_questionnaire_versions_draft": DraftExists,
    },
    follows={
        "gateway": {**organisation_handlers.HANDLERS, **participant_handlers.HANDLERS},
        "suppliers": {**dialogue_handlers.HANDLERS, **finding_handlers.HANDLERS},
    },
    checks={"evidence": check_folder},
    jobs=(
        Job("lift_embargoes", 30, lift_embargoes),
        Job("match_sites_again", 30, match_sites_again),
        Job("begin_remedies", 30, action_jobs.begin_remedies),
        Job("write_expiries", 30, write_expiries(*EXPIRIES)),
        Job("sweep_evidence", 3600, sweep_evidence),
        Job("copy_older_file", 600, copy_older_file),
    ),
)


def create_app(
    settings: DialogueSettings, shared: Shared, *, clients: Mapping[str, httpx.AsyncClient] | None = None
) -> FastAPI:
    return create_service(SERVICE, settings, shared, clients=clients)


def from_environment() -> FastAPI:
    """What uvicorn starts: `uvicorn --factory dialogue.app:from_environment`."""
    shared = Shared()
    configure("dialogue", shared.log_level)
    return create_app(DialogueSettings(), shared)
