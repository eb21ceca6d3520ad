"""Which of several columns names the site: "company name" beside "supplier name" is often a brand."""

from collections.abc import Sequence
from dataclasses import dataclass

from suppliers.imports.reading.headings import Headings, NameColumn, with_name
from suppliers.matching.normalisation.spelling import tokens

GENERAL = frozenset({"name", "naam", "nom", "of", "the", "de", "van", "du", "in", "english"})
COMPANY = frozenset(
    {
        *("company", "bedrijf", "bedrijfsnaam", "entreprise", "firma", "firmenname", "unternehmen", "onderneming"),
        *(
            "organisation",
            "organization",
            "entity",
            "brand",
            "merk",
            "marque",
            "marke",
            "buyer",
            "customer",
            "client",
        ),
    }
)
"""Words for a company in general, which may be the one that orders."""
PLACES = ("address", "city", "postal_code", "country", "region")


@dataclass(frozen=True, slots=True)
class NameChoice:
    """The headings with the column of the name; `rivals` are headings that nothing speaks against."""

    headings: Headings
    rivals: tuple[str, ...] = ()


def is_open(headings: Headings) -> bool:
    """Whether only the rows can tell which column names the site."""
    names = headings.name_columns
    return len(names) > 1 and names[0].rank > 1


def choose_name(headings: Headings, rows: Sequence[Sequence[str]]) -> NameChoice:
    """By whose address it is, else by how many names and addresses there are, else by the headings alone."""
    if not is_open(headings):
        return NameChoice(headings)
    names = headings.name_columns
    chosen = _owner_of_address(headings, names) or _as_many_as_addresses(headings, names, rows)
    if chosen:
        return NameChoice(with_name(headings, chosen))
    chosen = min(names, key=lambda name: (_is_company(headings, name), name.rank, name.columns))
    rivals = [name for name in names if name is not chosen and name.rank < 4]
    is_doubtful = any(_is_company(headings, name) for name in (chosen, *rivals))
    return NameChoice(
        with_name(headings, chosen),
        tuple(headings.names[name.columns[0]] for name in rivals) if is_doubtful else (),
    )


def _words(headings: Headings, columns: Sequence[int]) -> set[str]:
    return set(tokens(headings.names[columns[0]].replace("_", " "))) - GENERAL


def _is_company(headings: Headings, name: NameColumn) -> bool:
    return bool(_words(headings, name.columns) & COMPANY)


def _owner_of_address(headings: Headings, names: Sequence[NameColumn]) -> NameColumn | None:
    """ "Supplier address" is the address of the supplier."""
    for place in PLACES:
        for group in headings.columns.get(place, ())[:1]:
            owners = [name for name in names if _words(headings, name.columns) & _words(headings, group)]
            if len(owners) == 1:
                return owners[0]
    return None


def _as_many_as_addresses(
    headings: Headings, names: Sequence[NameColumn], rows: Sequence[Sequence[str]]
) -> NameColumn | None:
    places = [group[0] for place in PLACES for group in headings.columns.get(place, ())[:1]]
    addresses = len({tuple(_cell(row, column) for column in places) for row in rows})
    if addresses < 2:
        return None
    counted = {name: len({_cell(row, name.columns[0]) for row in rows}) for name in names}
    distances = sorted((abs(addresses - count), name.rank) for name, count in counted.items())
    if distances[0][0] == distances[1][0]:
        return None
    return min(names, key=lambda name: abs(addresses - counted[name]))


def _cell(row: Sequence[str], column: int) -> str:
    return " ".join(row[column].split()).casefold() if column < len(row) else ""
