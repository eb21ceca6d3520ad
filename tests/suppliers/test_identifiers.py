"""Numbers of companies: one number has one notation, and belongs to one party."""

from pathlib import Path
from runpy import run_path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

import suppliers.migrations
from chassis.state import state_of
from suppliers.suppliers.rules import InvalidIdentifier, Scheme, canonical_identifiers, equivalents
from support.cast import Cast
from support.market import supplier_of


@pytest.mark.parametrize(
    ("scheme", "written", "kept"),
    [
        (Scheme.VAT, "GB 980 7806 84", "GB980780684"),
        (Scheme.VAT, "gb980780684", "GB980780684"),
        (Scheme.VAT, "XI 980 7806 84", "XI980780684"),
        (Scheme.VAT, "CHE-107.787.577 MWST", "CHE107787577"),
        (Scheme.VAT, "CHE-107.787.577 TVA", "CHE107787577"),
        (Scheme.VAT, "CHE107787577IVA", "CHE107787577"),
        (Scheme.VAT, "CHE-107.787.577", "CHE107787577"),
        (Scheme.VAT, "NO 995 525 828 MVA", "NO995525828MVA"),
        (Scheme.VAT, "NO995525828", "NO995525828MVA"),
        (Scheme.VAT, "GR 094259216", "EL094259216"),
        (Scheme.VAT, "el-094259216", "EL094259216"),
        (Scheme.VAT, "BE 0419.052.173", "BE0419052173"),
        (Scheme.VAT, "ＢＥ０４１９０５２１７３", "BE0419052173"),
        (Scheme.BE_KBO, "BE 0419.052.173", "0419.052.173"),
        (Scheme.DUNS, "15-048-3782", "150483782"),
        (Scheme.DUNS, "１５０４８３７８２", "150483782"),
    ],
)
def test_a_number_is_kept_in_one_notation(scheme: Scheme, written: str, kept: str) -> None:
    assert canonical_identifiers([(scheme, written)]) == [{"scheme": scheme.value, "value": kept}]


@pytest.mark.parametrize(
    "written",
    ["GB980780685", "CHE-107.787.578 MWST", "NO995525829MVA", "EL094259217", "US123456789", "980780684", "GB"],
)
def test_a_number_that_is_not_valid_is_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        canonical_identifiers([(Scheme.VAT, written)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("BE-KBO", "0419.052.173"), ("VAT", "BE0419052173")),
        (("VAT", "GB980780684"), ("VAT", "XI980780684")),
        (("VAT", "EL094259216"), ("VAT", "GR094259216")),
    ],
)
def test_one_number_in_two_registers_is_one(one: tuple[str, str], other: tuple[str, str]) -> None:
    for given in (one, other):
        same = equivalents([{"scheme": given[0], "value": given[1]}])
        found = {(item["scheme"], item["value"]) for item in same}
        assert found == {one, other}


FILL = run_path(str(Path(suppliers.migrations.__path__[0]) / "versions/20261127_numbers_in_each_notation.py"))[
    "FILL"
]


def belgian() -> str:
    """A number that no other test has."""
    digits = f"0{uuid4().int % 10**7:07}"
    return f"{digits}{97 - int(digits) % 97:02}"


def with_check_digits(weights: tuple[int, ...], modulus: int) -> tuple[str, int]:
    """Digits that no other test has, and their weighted sum."""
    while True:
        digits = str(uuid4().int % 10**9).rjust(9, "0")[: len(weights)]
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
        check = (modulus - total % modulus) % modulus
        if check < 10:
            return digits, check


def norwegian() -> str:
    digits, check = with_check_digits((3, 2, 7, 6, 5, 4, 3, 2), 11)
    return f"{digits}{check}"


def swiss() -> str:
    digits, check = with_check_digits((5, 4, 3, 2, 7, 6, 5, 4), 11)
    return f"{digits}{check}"


def british() -> str:
    digits = f"9{uuid4().int % 10**6:06}"
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True))
    return f"{digits}{97 - (total + 55) % 97:02}"


def pairs() -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """What an earlier release kept, and how somebody else writes the number."""
    one, two, three, gb, no, ch = belgian(), belgian(), belgian(), british(), norwegian(), swiss()
    return [
        (("BE-KBO", f"{one[:4]}.{one[4:7]}.{one[7:]}"), ("VAT", f"BE {one}")),
        (("VAT", f"BE{two}"), ("BE-KBO", two)),
        (("VAT", f"BE{three.removeprefix('0')}"), ("BE-KBO", three)),
        (("VAT", f"GB{gb}"), ("VAT", f"XI {gb}")),
        (("VAT", f"gb {gb[:3]} {gb[3:7]} {gb[7:]}"), ("VAT", f"GB{gb}")),
        (("VAT", f"NO{no}"), ("VAT", f"NO {no} MVA")),
        (("VAT", f"CHE-{ch[:3]}.{ch[3:6]}.{ch[6:]} MWST"), ("VAT", f"CHE{ch} TVA")),
    ]


@pytest.mark.parametrize("place", range(7))
async def test_a_supplier_of_an_earlier_release_is_found_by_each_notation(
    suppliers_app: FastAPI, suppliers: Cast, place: int
) -> None:
    (scheme, kept), (other_scheme, written) = pairs()[place]
    buyer = suppliers.buyer()
    known = await supplier_of(buyer, country="BE")
    async with state_of(suppliers_app).worker_sessions() as session, session.begin():
        row = {"scheme": scheme, "value": kept, "id": known["id"]}
        connection = await session.connection()
        await connection.execute(text("insert into supplier_identifiers values (:scheme, :value, :id)"), row)
        await connection.execute(text(FILL.replace(":", "\\:")))
    again = {"name": f"Other {uuid4().hex}", "kinds": ["supplier"], "country": "BE"}
    number = {"scheme": other_scheme, "value": written}
    refused = await buyer.post("/v1/suppliers", json={**again, "identifiers": [number]})
    assert (refused.status_code, refused.json()["code"]) == (409, "identifier_taken"), refused.text
    assert refused.json()["candidates"] == [known["id"]]
