"""Finding rows of a list that seem to name the same site."""

import re

from rapidfuzz import fuzz

from suppliers.imports.reading.rows import ParsedRow

DIGITS = re.compile(r"\d+")
ALIKE = 92.0  # of 100, for the name and for the address
MOST_COMPARED = 8  # rows that share country, first letters and all numbers; a longer run is a broken list


class Repeats:
    """Remembers the rows of a list. Similar ones have the same country, numbers and first letters.

    A list may name a site once for each thing that is made there.
    """

    def __init__(self) -> None:
        self._first: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}

    def first_of(self, number: int, row: ParsedRow) -> int | None:
        """The number of the earlier row that this one repeats, or None: then the row is remembered."""
        name, address = row.name.casefold(), row.address.casefold()
        made = (row.process, row.product, row.component)
        key = (row.country, name[:4], *made, *DIGITS.findall(address))
        alike = self._first.setdefault(key, [])
        for earlier, its_name, its_address in alike[:MOST_COMPARED]:
            if its_name == name and its_address == address:
                return earlier
            if (
                fuzz.token_sort_ratio(its_name, name, score_cutoff=ALIKE) >= ALIKE
                and fuzz.token_sort_ratio(its_address, address, score_cutoff=ALIKE) >= ALIKE
            ):
                return earlier
        alike.append((number, name, address))
        return None
