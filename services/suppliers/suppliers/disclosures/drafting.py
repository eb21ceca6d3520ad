"""Rows of a draft: from a line of a list that was read, or from what somebody typed."""

from collections.abc import Mapping
from typing import Any

from suppliers.disclosures.rules import BASIS_OF_SOURCE, RELATION_OF_TIER, Tier
from suppliers.disclosures.schemas import RowIn
from suppliers.matching.normalisation.sites import Site
from suppliers.tables import Disclosure, DisclosureRow, Facility

SITE_FIELDS = ("name", "address", "country", "city", "region", "postal_code")
ASIDE = ("process", "product", "material", "sector", "local_name", "remarks")
LONGEST_TEXT = 200
MAY_BE_EMPTY = (
    "facility_id",
    "possible_duplicate_of",
    "address",
    "city",
    "region",
    "postal_code",
    "component",
    "share_pct",
    "valid_from",
    "valid_to",
)


def site_of(row: DisclosureRow) -> Site:
    fields = {name: getattr(row, name) or "" for name in SITE_FIELDS}
    return Site(**fields, identifiers=row.site.get("identifiers", {}))


def site_of_line(parsed: Mapping[str, Any]) -> Site:
    return Site(**{name: parsed[name] for name in SITE_FIELDS}, identifiers=parsed["identifiers"])


def row_values(draft: Disclosure, number: int, tier: Tier, **said: Any) -> dict[str, Any]:
    """A whole row; what is not said is as the version or the tier has it."""
    usual = {
        "relation": RELATION_OF_TIER.get(tier),
        "confidentiality": draft.default_confidentiality,
        "basis": BASIS_OF_SOURCE[draft.source],
    }
    return {
        **dict.fromkeys(MAY_BE_EMPTY),
        **usual,
        **{name: value for name, value in said.items() if value is not None},
        "owner_id": draft.owner_id,
        "disclosure_id": draft.id,
        "supplier_id": draft.supplier_id,
        "number": number,
        "tier": tier,
        "is_decided": False,
        "is_entered": False,
        "is_open": False,
    }


def row_of_line(draft: Disclosure, number: int, parsed: Mapping[str, Any], default: Tier) -> dict[str, Any]:
    """`parsed` are the fields of `reading.rows.ParsedRow`; `default` the tier of lines that name none."""
    workers = parsed["workers"]
    details = {
        "lat": parsed["latitude"],
        "lon": parsed["longitude"],
        "types": [parsed["facility_type"]] if parsed["facility_type"] else [],
        "workers_total": workers[0] if workers and workers[0] == workers[1] else None,
        "parent_company": parsed["parent_company"][:LONGEST_TEXT] or None,
    }
    aside = {name: parsed[name] for name in ASIDE if parsed[name]}
    return row_values(
        draft,
        number,
        Tier(parsed["tier"] or default),
        **{name: parsed[name] or None for name in SITE_FIELDS},
        site={"identifiers": parsed["identifiers"], "details": details, "said": aside},
        relation=parsed["relation"],
        component=parsed["component"][:LONGEST_TEXT] or None,
        share_pct=parsed["share_pct"],
        valid_from=parsed["valid_from"],
        valid_to=parsed["valid_to"],
    )


def row_as_typed(draft: Disclosure, number: int, typed: RowIn, known: Facility | None) -> dict[str, Any]:
    """`known` is the facility the row names, where it names one: the row then says what the register says."""
    said = typed.model_dump(exclude={"tier", "identifiers"})
    if known is not None:
        said |= {name: getattr(known, name) for name in SITE_FIELDS}
    identifiers = {item.scheme.value: item.value for item in typed.identifiers}
    return row_values(draft, number, typed.tier, **said, site={"identifiers": identifiers})
