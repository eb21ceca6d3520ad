"""The tags of the API reference with their descriptions, in the order in which a new reader meets them."""

from collections.abc import Iterable

TAGS = {
    "tokens": "Sign in: get an access token for a password, an API key or a refresh token.",
    "accounts": "Organisations, members, invitations and API keys; supplier links and affiliations.",
    "data imports": "One workbook in, the same workbook out: suppliers, contacts, products, contracts and more.",
    "suppliers": "Suppliers, brands, manufacturers and resellers, with identifiers that are checked.",
    "contact points": "The people at a supplier whom a buyer contacts; for the clause, nobody who works in sales.",
    "personal data": "A person asks which data a buyer has about them, or to have these erased (GDPR).",
    "products": "What is bought: brand, model and category, how long it lasts and what it is made of.",
    "quotes": "What suppliers ask of your organisation for more warranty and for spare parts.",
    "label claims": "Which products hold which labels, and what each buyer found out about that.",
    "equivalence dossiers": "Proof that a product meets what a label stands for, decided criterion by criterion.",
    "market observations": "How many models and bidders hold a label; a warning if it would shut out the market.",
    "clause templates": "The clauses that a contract can include, and the obligations that each one creates.",
    "contracts": "What was agreed, for which period, with which clauses.",
    "frameworks": "Frameworks of central bodies under which your organisation may order.",
    "criteria": "What a tender asked for, by topic, domain, role and weight.",
    "label requirements": "Labels that a contract asks for; an equivalent one is always accepted.",
    "life-cycle costs": "What each offer costs over the years of its use, with the sums.",
    "contract imports": "Procurement notices (eForms) that are read into draft contracts, one for each lot.",
    "obligations": "What the clauses require of the supplier, by when, and the status today.",
    "deliveries": "What was delivered under a contract; it connects a product to a buyer.",
    "spend": "What a contract cost.",
    "targets": "What a buyer wants to reach by the end of a year, and how far it is, by number and by spend.",
    "disclosure imports": "A supplier's factory list, read row by row: new, matched, to review or invalid.",
    "disclosures": "Which sites make a product, in versions that each buyer accepts for itself.",
    "facilities": "The register of sites. A search finds names and addresses that are spelt differently, too.",
    "dialogues": "A dialogue between one buyer and one supplier, with its assignments, meetings and action points.",
    "questionnaires": "Sets of questions, in versions.",
    "assignments": "A questionnaire that was sent to a supplier: answers, reviews, further rounds.",
    "meetings": "Who met, what was discussed and decided; minutes that both sides agree to.",
    "action points": "What each side has promised, and by when; the other side verifies it.",
    "evidence": "Supporting documents.",
    "findings": "What a monitor found at a site, and to whom it is released.",
    "exposures": "Which of your own contracts a finding affects.",
    "annual reviews": "The yearly review of a dialogue. The platform makes its agenda from what is still open.",
    "dashboards": "Figures, each with the numbers it was counted from.",
    "events": "What happened, in pages or as a stream.",
    "code lists": "The code lists, in three languages.",
    "pages": "The public keys of the gateway; on a test platform, also its clock.",
}
"""What each tag is about, in one line."""

INTRODUCTION = """\
With this API, public buyers hold their ICT suppliers to account for human rights. It records which factory makes
which product, what suppliers were asked and what they answered, what monitors found, what each side promised, and
what was done a year later.

* **Sign in** with `POST /v1/token`, or send an API key `<client_id>.<client_secret>` as the bearer token. On this
  page, press *Authorize* and sign in with user name and password, or paste a token or key. On a demo installation
  `make credentials` prints accounts with their keys.
* **A list** is `{"items": […], "next": …}`. Send `next` as `cursor` to read the following page; null means that
  there is none.
* **An error** is a problem document (RFC 9457). Programs decide by `code`, people read `detail`, and `errors`
  points at each wrong value. What you may not see is answered with 404, as if it did not exist.
* **A `PATCH`** needs the `ETag` that you read, in `If-Match`, so that nobody overwrites the changes of others;
  whatever else changes a thing takes it, too. A `POST` with an `Idempotency-Key` can be repeated safely.
* **`Retry-After`** comes with 429 and 503 where the same request can be sent again. A 504, or a 503
  `outcome_unknown`, has none: the request may have taken effect. Read first, or repeat it with the same
  `Idempotency-Key`.
* **A change of status** is `POST …/transitions` with `{"to": …}`. `allowed_transitions` lists the statuses that you
  may choose now.
"""


def tags_in_use(used: Iterable[str]) -> list[dict[str, str]]:
    """OpenAPI tag objects for these tags, in the order of `TAGS`."""
    in_use = set(used)
    return [{"name": tag, "description": about} for tag, about in TAGS.items() if tag in in_use]
