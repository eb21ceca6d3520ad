"""Countries by their codes of ISO 3166-1 alpha-2, and what people write in their place."""

OF_LETTER = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
"""The assigned codes: by their first letter, their second ones. `EU`, `UK`, `XX` and the like are none."""

COUNTRIES = frozenset(first + second for first, seconds in OF_LETTER.items() for second in seconds)

KOSOVO = "XK"
"""Not assigned, but reserved for use between parties, and in general use for Kosovo."""

MEANT = {"UK": "GB", "EL": "GR", "EN": "GB", "SU": "RU", "YU": "RS", "TP": "TL", "ZR": "CD", "BU": "MM"}
"""Codes that people write for a country which has another one."""


def known_country(code: str) -> str:
    """The code; raises ValueError where no country has it."""
    if code in COUNTRIES or code == KOSOVO:
        return code
    if code in MEANT:
        raise ValueError(f'"{code}" is not a country code of ISO 3166-1; write "{MEANT[code]}".')
    raise ValueError(f'"{code}" is not a country code of ISO 3166-1, such as BE or CN.')
