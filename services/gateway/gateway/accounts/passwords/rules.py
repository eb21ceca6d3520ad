"""Which passwords a person may choose: long ones that are not among the first guesses (NIST SP 800-63B, 5.1.1.2).

Passwords that were set before these rules stay valid.
"""

import re
import unicodedata
from collections.abc import Iterable

from chassis.problems import Invalid
from gateway.accounts.passwords.common_passwords import is_common

SHORTEST, LONGEST = 10, 200

ADDED_AT_MOST = 6
"""Characters that make no new password of a common word, a name or a user name."""
SHORTEST_NAME = 4
FEWEST_DIFFERENT = 4
LONGEST_UNIT = 4
"""Of what is repeated, if it is no common password by itself."""

SEQUENCES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
LETTER_FOR = str.maketrans("@4310!5$7", "aaeioisst")
"""Letters for the signs that are written in their place."""


class CommonPassword(Invalid):
    """People who guess passwords try this one early. Choose another one, such as four words that do not belong
    together."""

    title = "Common password"


class PasswordNamesPerson(Invalid):
    """The password consists almost only of the user name, the e-mail address or the name. Choose another, such
    as four words that do not belong together."""

    title = "Password consists of a name"


def check_password(password: str, *names: str | None, pointer: str) -> None:
    """`names` are what the person is called; raises PasswordNamesPerson, CommonPassword."""
    folded = unicodedata.normalize("NFKC", password).casefold().strip()
    if any(_is_little_more_than(name, folded) for name in _parts(names)):
        raise PasswordNamesPerson(pointer=pointer)
    if _is_pattern(folded) or any(map(is_common, _words_in(folded))):
        raise CommonPassword(pointer=pointer)


def _parts(names: Iterable[str | None]) -> Iterable[str]:
    """Each name as a whole, its words, and an address also without its domain."""
    for name in filter(None, names):
        folded = unicodedata.normalize("NFKC", name).casefold()
        parts = {_plain(folded), _plain(folded.partition("@")[0]), *re.split(r"[\W_]+", folded)}
        yield from (part for part in parts if len(part) >= SHORTEST_NAME)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_little_more_than(name: str, folded: str) -> bool:
    plain = _plain(folded)
    return name in plain and len(plain.replace(name, "")) <= ADDED_AT_MOST


def _is_pattern(folded: str) -> bool:
    """Few different characters, something short again and again, or neighbours on a keyboard."""
    if len(set(folded)) < FEWEST_DIFFERENT:
        return True
    unit = _unit(folded)
    if len(unit) <= LONGEST_UNIT or (unit != folded and is_common(unit)):
        return True
    return any(folded in sequence or folded in sequence[::-1] for sequence in SEQUENCES)


def _unit(text: str) -> str:
    """The shortest text of which this one is made by repeating it."""
    length = (text + text).find(text, 1)
    return text[:length]


def _words_in(folded: str) -> set[str]:
    """The text, and what a common word has become by digits, signs and letters that look like others."""
    word = _without_ends(folded)
    forms = {folded, folded.translate(LETTER_FOR)}
    if len(folded) - len(word) <= ADDED_AT_MOST:
        forms |= {word, word.translate(LETTER_FOR)}
    spelt = _without_ends(folded, at_start=False).translate(LETTER_FOR)
    if len(folded) - len(spelt) <= ADDED_AT_MOST:
        forms.add(spelt)
    return forms


def _without_ends(text: str, *, at_start: bool = True) -> str:
    """Without what is no letter at its end, and at its start."""
    while text and not text[-1].isalpha():
        text = text[:-1]
    while at_start and text and not text[0].isalpha():
        text = text[1:]
    return text
