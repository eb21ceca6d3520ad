"""Numbers of companies: one number has one notation, and belongs to one party."""

import pytest

from suppliers.suppliers.rules import InvalidIdentifier, Scheme, canonical_identifiers, equivalents


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
