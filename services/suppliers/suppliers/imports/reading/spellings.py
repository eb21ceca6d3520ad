"""How likely a text is to be words of a language: the letters of a wrong encoding make words that nobody writes."""

import csv
import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise

WORD = re.compile(r"\w[\w'’.\-]*")
SIGNS = frozenset("°©®™€£²³½¼µ№+=~´`^")
"""What stands in addresses and names beside letters, in any country."""
NO_SIGN = "†‡•¶§¥¢¤¦¯¸½¼¾¹²³×÷±µ¬‰√∞≤≥≠∂∑∏∫ªºˆˇ˘˙˚˛˜˝¨"
"""What no language has inside a word or before it."""
GLUED = re.compile(
    rf"(?<=[^\W\d_])[{NO_SIGN}©®™»«¿¡„‚£€“”…](?=[^\W\d_])|(?<!\w)[{NO_SIGN}©®™‹›°](?=[^\W\d_])|^»(?=\w)(?!.*«)|"
    r"(?<=[^\W\d_])…|(?<=\w)[§¶¤¦†‡]|[£€¥](?=[^\x00-\x7f\s])|(?<![^\W\d_])ς|(?<=[A-Za-z])[\u0590-\u06ff₪]",
    re.MULTILINE,
)
ALONE = frozenset({"GREEK", "CYRILLIC", "HEBREW", "ARABIC", "THAI", "HALFWIDTH"})
"""Scripts whose letters do not stand in one word with Latin ones."""
LETTERS_ALONE = ALONE - {"HALFWIDTH"}
MISPLACED = re.compile(
    "[ก-ฮ]{9,}|"
    "(?<![ก-ฮ\u0e31-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[เ-ไ](?![ก-ฮ])|[\u05b0-\u05c7\u05f3]"
)
"""Thai: many consonants without a vowel, and vowels without a consonant. Hebrew: the points, which names lack."""
OBSOLETE = frozenset("ฃฅ")
"""Letters of Thai that no word has today."""
LATIN = frozenset({"LATIN", "MODIFIER", "FEMININE", "MASCULINE"})
MOSTLY = 0.8
SPELLED = frozenset({"LATIN", "GREEK", "CYRILLIC"})
"""Scripts with an alphabet for each language."""


def plausibility(text: str) -> float:
    """From 0 to 1: the part of the words with other letters than ASCII that could be words of a language."""
    words = _words(text)
    strange = sum(map(_is_strange, words)) + sum(map(_is_strange_sign, text)) + len(GLUED.findall(text))
    foreign = sum(languages == frozenset() for languages in map(_languages, words))
    return max(0.0, 1 - (strange + foreign / 2) / max(len(words), 1))


def is_latin(text: str) -> bool:
    """Whether its letters are Latin ones."""
    return all(char < "\x80" or not char.isalpha() or _script(char) in LATIN for char in set(text))


def is_in_capitals(text: str) -> bool:
    """Whether its words with other letters than ASCII are nearly all in capitals."""
    words = [word for word in _words(text) if word.lower() != word.upper()]
    return bool(words) and sum(map(str.isupper, words)) > MOSTLY * len(words)


def first_capitals(text: str) -> str:
    """The same words with a capital at their beginning only."""
    return WORD.sub(lambda word: word[0].capitalize(), text)


def unity(text: str) -> float:
    """From 0 to 1: the part of its words that are spelled with the letters of one language together."""
    spelled = [languages for word in _words(text) if (languages := _languages(word)) is not None]
    most = Counter(chain.from_iterable(spelled)).most_common(1)
    return most[0][1] / len(spelled) if most else 1.0


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if not word.isascii()]


@cache
def _alphabets() -> dict[str, frozenset[str]]:
    """The letters that are not ASCII, by language."""
    text = files(__package__).joinpath("data", "alphabets.csv").read_text("utf-8")
    return {row["language"]: frozenset(row["letters"]) for row in csv.DictReader(text.splitlines())}


def _languages(word: str) -> frozenset[str] | None:
    """The languages that have all letters of the word; None where no alphabets are known for its script."""
    letters = {char for char in unicodedata.normalize("NFC", word.lower()) if char > "\x7f" and char.isalpha()}
    if not letters or not {_script(char) for char in letters} <= SPELLED:
        return None
    return frozenset(language for language, alphabet in _alphabets().items() if letters <= alphabet)


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ", 1)[0]


def _is_strange_sign(char: str) -> bool:
    kind = unicodedata.category(char)
    return char > "\x7f" and kind in ("Cc", "Co", "Cn", "So", "Sm", "Sk", "No") and char not in SIGNS


def _is_strange(word: str) -> bool:
    """Whether scripts are mixed in it, or capital letters stand inside it."""
    scripts = {_script(char) for char in word if char.isalpha()}
    if "LATIN" in scripts and (scripts & ALONE or (_has_han(scripts) and _is_mostly_latin(word))):
        return True
    if _has_han(scripts) and scripts & LETTERS_ALONE:
        return True
    if len(scripts & ALONE) > 1 or not OBSOLETE.isdisjoint(word) or MISPLACED.search(word):
        return True
    pairs = list(pairwise(word))
    if any(a.isupper() and b > "\x7f" and b.islower() and c.isupper() for (a, b), (_, c) in pairwise(pairs)):
        return True
    raised = sum(a.islower() and b.isupper() for a, b in pairs)
    return raised > 1 or (not word.isupper() and any(a.isalpha() and b.isupper() and b > "\x7f" for a, b in pairs))


def _has_han(scripts: set[str]) -> bool:
    return bool(scripts & {"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})


def _is_mostly_latin(word: str) -> bool:
    return 2 * sum(char.isascii() and char.islower() for char in word) > len(word)
