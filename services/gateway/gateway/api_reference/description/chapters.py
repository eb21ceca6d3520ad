"""The chapters of the reference, in the order in which somebody new meets them."""

from collections.abc import Iterable

CHAPTERS = {
    "tokens": "Sign in: an access token for a password, an API key or a refresh token.",
    "accounts": "Who works here: organisations, members, invitations, API keys; who is affiliated to whom.",
    "suppliers": "Market parties: suppliers, brands, makers, resellers, with identifiers that are checked.",
    "contact points": "With whom one speaks at a supplier: about the clause, never with somebody who sells.",
    "products": "What is bought: brand, model, category.",
    "clause templates": "The wordings a contract can include, and the duties each makes.",
    "contracts": "What was agreed, from when to when, with which clauses.",
    "obligations": "What the clauses ask of the supplier, by when, and how it stands today.",
    "deliveries": "What was delivered under a contract: the link from a product to a buyer.",
    "spend": "What a contract cost.",
    "disclosure imports": "A supplier's factory list, read row by row: new, matched, to review or invalid.",
    "disclosures": "Which sites make a product, in versions that each buyer accepts for itself.",
    "facilities": "The register of sites; finding a site by name and address as somebody wrote it down.",
    "dialogues": "A conversation between one buyer and one supplier; everything below hangs on one.",
    "questionnaires": "What is asked, in versions.",
    "assignments": "A questionnaire sent to a supplier: answers, what each is worth, the next round.",
    "meetings": "Who met, what was said and decided; minutes that both sides agree.",
    "action points": "What each side has promised by when; neither closes its own.",
    "evidence": "Files that show something.",
    "findings": "What a monitor found at a site, and to whom it is released.",
    "exposures": "Which of your own contracts a finding touches.",
    "annual reviews": "The yearly meeting, and the agenda that builds itself.",
    "dashboards": "Figures, each with what it was counted from.",
    "events": "What happened, in pages or as a stream.",
    "code lists": "The vocabularies, in three languages.",
    "pages": "Of the platform itself.",
}
"""By tag: what it is about, in a line."""

INTRODUCTION = """\
Who makes what where, what was asked and answered, what monitors found, what each side promised, and what came of it
a year later.

* **Sign in** at `POST /v1/token`, or use an API key `<client_id>.<secret>` as the bearer token: press *Authorize*
  and paste either. On a demo installation `make credentials` prints accounts with their keys.
* **A list** is `{"items": […], "next": …}`; give `next` back as `cursor` for the following page.
* **A refusal** is a problem document (RFC 9457): decide by `code`, read `detail`; `errors` points at each bad
  value. What you may not see is 404, as if it did not exist.
* **A `PATCH`** needs the `ETag` you read in `If-Match`, so that nobody overwrites blindly; a `POST` with an
  `Idempotency-Key` may be repeated.
* **A move** is `POST …/transitions` with `{"to": …}`; `allowed_transitions` says which are open to you now.
"""


def chapters_of(used: Iterable[str]) -> list[dict[str, str]]:
    """OpenAPI's tag objects for the tags in use, in the order of the story."""
    in_use = set(used)
    return [{"name": tag, "description": about} for tag, about in CHAPTERS.items() if tag in in_use]
