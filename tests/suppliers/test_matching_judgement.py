"""When two records are one site, when a person must decide, and that the reasons are shown."""

from math import exp

import pytest

from suppliers.matching.decision import Decision, Doubt, Judgement, judge
from suppliers.matching.normalisation.sites import Site, normalise

NAME = "Kunshan Brightwell Electronics Co., Ltd."
ADDRESS = "No. 18 Third Avenue, A Zone, Comprehensive Free Trade Zone, Kunshan, Jiangsu 215300"


def site(name: str = NAME, address: str = ADDRESS, country: str = "CN", **more: str) -> Site:
    return Site(name, address, country, **more)


def judgements_of(asked: Site, *known: Site) -> list[Judgement]:
    return judge(normalise(asked), [normalise(each) for each in known])


def first(asked: Site, *known: Site) -> Judgement:
    return judgements_of(asked, *known)[0]


@pytest.mark.parametrize(
    "written",
    [
        site(name="KUNSHAN BRIGHTWELL ELECTRONIC COMPANY LIMITED"),
        site(address="18 3rd Ave, Zone A, Comprehensive Free Trade Zone, Kunshan City, Jiangsu Province"),
        site(name="Kunshan Brightwel Electronics", address="No.18, Third Avenue, A Zone, Kunshan, Jiangsu, 215300"),
        site(name="Kunshan Bright Well Electronics Ltd"),
        site(country=""),
        site(country="Taiwan"),
    ],
)
def test_the_same_site_in_another_spelling_is_the_same(written: Site) -> None:
    assert first(written, site()).decision is Decision.SAME


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        (site(name="Harbour Star Precision"), Doubt.NAME),
        (site(address=ADDRESS.replace("18", "81")), Doubt.NUMBERS),
        (site(address=ADDRESS.replace("No. 18 ", "")), Doubt.NUMBERS),
        (site(address=ADDRESS.replace("18", "18-2")), Doubt.NUMBERS),
        (site(address=ADDRESS.replace("Third", "Fourth")), Doubt.NUMBERS),
        (site(address=ADDRESS.replace("215300", "215399")), Doubt.POSTAL_CODE),
        (site(address=""), Doubt.ADDRESS),
    ],
)
def test_one_weighty_difference_makes_a_review(written: Site, doubt: Doubt) -> None:
    judgement = first(written, site())
    assert judgement.decision is not Decision.SAME
    assert doubt in judgement.doubts


@pytest.mark.parametrize(("ours", "theirs"), [("A", "B"), ("2", "3"), ("F1", "F2")])
def test_plants_of_one_company_at_one_address_are_a_review(ours: str, theirs: str) -> None:
    one, other = (
        site(name=f"Brightwell Electronics Plant {ours}"),
        site(name=f"Brightwell Electronics Plant {theirs}"),
    )
    judgement = first(one, other)
    assert (judgement.decision, judgement.doubts) == (Decision.REVIEW, (Doubt.NAME,))
    assert first(site(name="Brightwell Electronics Plant"), other).decision is Decision.SAME


def test_an_equal_name_without_an_address_is_only_a_review() -> None:
    assert [first(site(address=given), site()).decision for given in ("", "Kunshan")] == [Decision.REVIEW] * 2
    assert first(site(name="Harbour Star", address=""), site()).decision is Decision.DIFFERENT


def test_the_same_address_under_another_name_is_never_the_same() -> None:
    assert first(site(name="Harbour Star Precision Ltd"), site()).decision is Decision.REVIEW


def test_two_buildings_of_one_company_in_one_street_are_a_review() -> None:
    known = site(address="Block A, Torch Park, Zhongshan, Guangdong")
    written = site(address="Block B, Torch Park, Zhongshan, Guangdong")
    assert first(written, known).decision is not Decision.SAME


def test_another_company_elsewhere_is_different() -> None:
    other = site(name="Saigon Lotus Footwear JSC", address="Lot 5, Road 3, Bien Hoa, Dong Nai", country="VN")
    assert first(other, site()).decision is Decision.DIFFERENT


def test_two_equally_likely_candidates_are_a_review() -> None:
    judgements = judgements_of(site(), site(), site(name="Kunshan Brightwell Electronics"))
    assert [each.decision for each in judgements] == [Decision.REVIEW, Decision.REVIEW]
    assert Doubt.RUNNER_UP in judgements[0].doubts


def test_the_better_of_two_is_the_same_where_the_other_is_clearly_less_like() -> None:
    sister = site(address="No. 7 Harbour Road, Tianjin")
    judgements = judgements_of(site(), sister, site())
    assert (judgements[0].place, judgements[0].decision) == (1, Decision.SAME)
    assert judgements[1].decision is not Decision.SAME


def test_another_country_is_never_the_same() -> None:
    assert first(site(country="VN"), site()).decision is not Decision.SAME


def test_a_number_of_one_site_decides_where_the_texts_do_not() -> None:
    known = site(identifiers={"OS-ID": "CN2019083ABCDE1"})
    written = site(name="Brightwell", address="Kunshan", identifiers={"OS-ID": "CN2019083ABCDE1"})
    assert first(written, known).decision is Decision.SAME


def test_two_numbers_for_one_site_contradict_each_other() -> None:
    known = site(identifiers={"OS-ID": "CN2019083ABCDE1"})
    judgement = first(site(identifiers={"OS-ID": "CN2020111FGHIJ2"}), known)
    assert judgement.decision is not Decision.SAME
    assert Doubt.IDENTIFIER in judgement.doubts


def test_a_company_number_does_not_make_two_sites_one() -> None:
    known = site(identifiers={"LEI": "5493001KJTIIGC8Y1R12"})
    sister = site(address="7 Harbour Road, Tianjin", identifiers={"LEI": "5493001KJTIIGC8Y1R12"})
    assert first(sister, known).decision is not Decision.SAME


def test_the_score_is_the_sum_of_its_terms() -> None:
    judgement = first(site(address="18 Third Avenue, Kunshan"), site())
    log_odds = sum(feature.value * feature.weight for feature in judgement.features)
    assert judgement.score == pytest.approx(1 / (1 + exp(-log_odds)), abs=1e-3)
    assert all(feature.detail for feature in judgement.features)


def test_a_rare_shared_word_counts_more_than_a_common_one() -> None:
    rare = first(site("Brightwell Trading"), site("Brightwell Garments")).score
    common = first(site("Brightwell Trading"), site("Lotus Trading")).score
    assert rare > common


def test_no_candidates_give_no_judgements() -> None:
    assert judge(normalise(site()), []) == []


def test_the_answer_does_not_depend_on_the_order_of_the_candidates() -> None:
    known = [site(), site(name="Lotus"), site(address="7 Harbour Road, Tianjin")]
    forth = {
        known[each.place].address + known[each.place].name: each.score for each in judgements_of(site(), *known)
    }
    back = known[::-1]
    assert forth == {
        back[each.place].address + back[each.place].name: each.score for each in judgements_of(site(), *back)
    }


def test_a_site_in_chinese_script_is_its_latin_spelling() -> None:
    known = site(
        "Shenzhen Minghui Electronics Co., Ltd", "No. 18 Xin'an Avenue, Baoan District, Shenzhen, Guangdong"
    )
    written = site("深圳市明辉电子有限公司", "广东省深圳市宝安区新安大道18号", "中国")
    assert first(written, known).decision is Decision.SAME
