"""How alike two lists of words are, where rare words count more than common ones."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from suppliers.matching.normalisation.spelling import token_weights

LEAST_ALIKE = 0.75  # one wrong letter in four
SHORTENED = 0.85  # "electr" for "electronics"
LONGEST_JOIN = 4  # "fu shi kang" and "fushikang"


class Overlap(NamedTuple):
    """Weights of the words: of those in both, in the one, and in the other."""

    both: float
    one: float
    other: float

    @property
    def dice(self) -> float:
        return 2 * self.both / (self.one + self.other) if self.one and self.other else 0.0

    @property
    def containment(self) -> float:
        """How much of the shorter text is in the other one."""
        least = min(self.one, self.other)
        return min(1.0, self.both / least) if least else 0.0


def weight(word: str) -> float:
    """How distinctive a word is, from 0 to 1; single letters are little."""
    return token_weights().get(word, 1.0) if len(word) > 1 else 0.4


def _alike(one: str, other: str) -> float:
    """How likely two different words are one word, from 0 to 1."""
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    apart = len(longer) - len(shorter)
    if apart > 1 and len(shorter) > 2 and longer.startswith(shorter):
        return SHORTENED
    if len(shorter) < 4 or apart > (1 - LEAST_ALIKE) * len(longer):
        return 0.0
    return Levenshtein.normalized_similarity(one, other, score_cutoff=LEAST_ALIKE)


def _join(parts: list[str], whole: list[str]) -> tuple[float, float]:
    """Remove words that one text writes apart and the other as one; return the weights of the two spellings."""
    apart = together = 0.0
    for word in [w for w in whole if len(w) > 3]:
        if run := _run_of(word, parts):
            apart += sum(map(weight, parts[run]))
            together += weight(word)
            del parts[run]
            whole.remove(word)
    return apart, together


def _run_of(word: str, parts: Sequence[str]) -> slice | None:
    """Where neighbouring parts make up the word."""
    for start, first in enumerate(parts):
        if word.startswith(first) and word != first:
            joined = first
            for end in range(start + 1, min(start + LONGEST_JOIN, len(parts))):
                joined += parts[end]
                if joined == word:
                    return slice(start, end + 1)
    return None


def _misspelt(one: list[str], other: list[str]) -> float:
    """The weight of words that differ by a misspelling or an abbreviation; each is used once."""
    pairs = sorted(
        ((alike, a, b) for a in one for b in other if (alike := _alike(a, b))), key=lambda pair: -pair[0]
    )
    used_one: set[str] = set()
    used_other: set[str] = set()
    weights = 0.0
    for alike, a, b in pairs:
        if a not in used_one and b not in used_other:
            used_one.add(a)
            used_other.add(b)
            weights += alike * (weight(a) + weight(b)) / 2
    return weights


def overlap(one: Sequence[str], other: Sequence[str]) -> Overlap:
    total_one, total_other = sum(map(weight, one)), sum(map(weight, other))
    shared = set(one) & set(other)
    both = sum(weight(word) for word in one if word in shared)  # in order, so that no sum depends on hashing
    left_one = [word for word in one if word not in shared]
    left_other = [word for word in other if word not in shared]
    if left_one and left_other:
        for parts, whole, is_one in ((left_one, left_other, True), (left_other, left_one, False)):
            apart, together = _join(parts, whole)
            both += together
            if is_one:
                total_one += together - apart
            else:
                total_other += together - apart
        both += _misspelt(left_one, left_other)
    return Overlap(both, total_one, total_other)
