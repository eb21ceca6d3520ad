"""Which passwords a person may choose, by the rules and over the API."""

import pytest

from chassis.vocabulary import Role
from gateway.accounts.passwords.rules import CommonPassword, PasswordNamesPerson, check_password
from support.accounts import Accounts

GUESSED_EARLY = [
    "password12",
    "Password123",
    "1234567890",
    "qwertyuiop",
    "QWERTZUIOP",
    "basketball",
    "p@ssw0rd2026!",
    "  welcome2026  ",
    "!!letmein!!1",
    "aaaaaaaaaa",
    "abcabcabcabc",
    "dragondragon",
    "1212121212",
    "9876543210",
    "zyxwvutsrqponm",
    "ＰＡＳＳＷＯＲＤ１２",
]
OF_THE_PERSON = ["amina.vd.berg1", "aminavdberg!!", "2026-Amina-26", "Post@amina.example", "bergbergberg"]
GOOD = [
    "correct horse",
    "battery staple",
    "a long one of their own",
    "kv8-Tq1-xx9-Lm",
    "ζωή και θάλασσα",
    "dragon 8374-29-xkcd",
]


@pytest.mark.parametrize("password", GUESSED_EARLY)
def test_a_password_that_is_guessed_early_is_refused(password: str) -> None:
    with pytest.raises(CommonPassword):
        check_password(password, "ben.example", "ben@buyer.example", "Ben Example", pointer="/password")


@pytest.mark.parametrize("password", OF_THE_PERSON)
def test_a_password_that_names_its_person_is_refused(password: str) -> None:
    with pytest.raises(PasswordNamesPerson) as refused:
        check_password(password, "amina.vd.berg", "post@amina.example", "Amina vd Berg", pointer="/new")
    assert [fault.pointer for fault in refused.value.errors] == ["/new"]


@pytest.mark.parametrize("password", GOOD)
def test_a_password_that_nobody_guesses_is_accepted(password: str) -> None:
    check_password(password, "amina.vd.berg", None, "Amina vd Berg", pointer="/password")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("too short", "string_too_short"),
        ("password123", "common_password"),
        ("{username}!", "password_names_person"),
    ],
)
async def test_a_bad_new_password_is_refused_and_the_old_one_stays(accounts: Accounts, new: str, code: str) -> None:
    amina = await accounts.buyer()
    body = {"current": amina.password, "new": new.format(username=amina.username)}
    answer = await amina.post("/v1/me/password", json=body)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "/new", code)
    assert body["new"] not in answer.text
    form = {"grant_type": "password", "username": amina.username, "password": amina.password}
    assert (await accounts.anonymous.post("/v1/token", data=form)).status_code == 200


async def test_a_new_account_needs_a_good_password_and_keeps_its_invitation_until_then(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    invited = {"email": "chandra@buyer.example", "role": "buyer_viewer"}
    token = (await manager.post("/v1/invitations", json=invited)).json()["token"]
    account = {"token": token, "username": f"c{token[:8].lower().replace('_', 'x').replace('-', 'y')}"}
    for password, code in (
        ("password123", "common_password"),
        ("chandra@buyer", "password_names_person"),
        (f"{account['username']}2026", "password_names_person"),
    ):
        answer = await accounts.anonymous.post("/v1/invitations/accept", json={**account, "password": password})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    good = {**account, "password": "kv8-Tq1-xx9-Lm"}
    assert (await accounts.anonymous.post("/v1/invitations/accept", json=good)).status_code == 201
