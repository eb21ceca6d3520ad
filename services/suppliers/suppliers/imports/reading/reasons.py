"""The remarks about a row, and which of them make it invalid."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Why a row has its outcome; the last three come from the comparison with the register."""

    NO_NAME = "no_name"
    NO_COUNTRY = "no_country"
    UNKNOWN_COUNTRY = "unknown_country"
    ILLEGAL_CHARACTER = "illegal_character"
    TOO_LONG = "too_long"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    TOTAL_ROW = "total_row"
    ENCODING_GUESSED = "encoding_guessed"
    NAME_GUESSED = "name_guessed"
    COUNTRY_FROM_SHEET = "country_from_sheet"
    COUNTRY_FROM_ADDRESS = "country_from_address"
    COUNTRY_CONTRADICTS_ADDRESS = "country_contradicts_address"
    NO_ADDRESS = "no_address"
    NO_NUMBER_IN_ADDRESS = "no_number_in_address"
    SHORT_ADDRESS = "short_address"
    SEVERAL_ADDRESSES = "several_addresses"
    POST_BOX = "post_box"
    HEADQUARTERS = "headquarters"
    WAREHOUSE = "warehouse"
    UNKNOWN_TIER = "unknown_tier"
    UNKNOWN_RELATION = "unknown_relation"
    DATE_ORDER_GUESSED = "date_order_guessed"
    UNREADABLE_DATE = "unreadable_date"
    UNREADABLE_NUMBER = "unreadable_number"
    SHARE_OUT_OF_RANGE = "share_out_of_range"
    COORDINATES_OUT_OF_RANGE = "coordinates_out_of_range"
    PERIOD_ENDS_BEFORE_IT_STARTS = "period_ends_before_it_starts"
    SAME_AS_ROW = "same_as_row"
    KNOWN_SITE = "known_site"
    NEW_SITE = "new_site"
    RESEMBLES_KNOWN_SITE = "resembles_known_site"


# A row with one of these names no site or cannot be stored; all others are warnings or results.
INVALIDATING = frozenset(
    {
        Code.NO_NAME,
        Code.NO_COUNTRY,
        Code.UNKNOWN_COUNTRY,
        Code.ILLEGAL_CHARACTER,
        Code.TOO_LONG,
        Code.FORMULA_WITHOUT_VALUE,
        Code.TOTAL_ROW,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A remark about a row. `column` is the heading in the list, or empty where the whole row is meant."""

    code: Code
    column: str
    detail: str

    @property
    def is_invalidating(self) -> bool:
        return self.code in INVALIDATING
