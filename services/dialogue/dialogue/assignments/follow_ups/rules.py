"""Texts of the next round, where an answer was missing, generic or without evidence, by language."""

from collections.abc import Mapping

OPEN = {
    "en": "This question is still open. If you cannot answer it: who did you ask, when, and what was the reply?",
    "nl": "Deze vraag staat nog open. Lukt een antwoord niet: wie vroeg u het, wanneer, en wat was het antwoord?",
}
GAP = {
    "en": "Who did you ask about the missing factory, and what was the answer?",
    "nl": "Aan wie vroeg u de ontbrekende fabriek, en wat was het antwoord?",
}
GENERIC = {
    "en": "You describe a policy. For the factories that make our products, what happened in {year}: numbers,"
    " dates, result?",
    "nl": "U beschrijft beleid. Wat gebeurde er in {year} in de fabrieken die onze producten maken: cijfers, data,"
    " resultaat?",
}
PROOF = {
    "en": "Which document shows this, and which page?",
    "nl": "Welk document toont dit, en op welke pagina?",
}


def follow_up(*, level: int, answer_type: str, wants_evidence: bool, year: int) -> dict[str, str]:
    """What to ask in addition to the original question, by language; `year` is the year it is about."""
    parts: list[Mapping[str, str]] = []
    if level == 0:
        parts.append(GAP if answer_type == "facility_list" else OPEN)
    else:
        parts.append(GENERIC)
        parts += [PROOF] if wants_evidence else []
    return {language: " ".join(part[language].format(year=year) for part in parts) for language in ("nl", "en")}
