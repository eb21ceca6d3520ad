"""The same lists in every encoding that a spreadsheet program writes: read right, or both readings are shown."""

import io
import random
from collections.abc import Iterator

import pytest

from suppliers.imports.reading.encodings import STATED
from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.problems import EncodingNotFit, UnknownEncoding
from suppliers.imports.reading.reasons import Code
from suppliers.imports.reading.rows import Row

ENGLISH = "Factory name;Address;City;Country"
LISTS = {
    "Polish": (
        ENGLISH,
        "Zakład Przykładowy;ul. Żółkiewskiego 5;Łódź;Poland",
        "Świetlik;ul. Źródlana 8;Gdańsk;Poland",
    ),
    "Czech": (ENGLISH, "Továrna Světlo;Průmyslová 12;Plzeň;Czechia", "Závod Řeka;Šumavská 3;Ústí;Czechia"),
    "Hungarian": (ENGLISH, "Lámpa Gyár;Kőrösi út 5;Győr;Hungary", "Fény Üzem;Árpád utca 8;Székesfehérvár;Hungary"),
    "Slovak": (ENGLISH, "Závod Žiarovka;Štúrova 5;Košice;Slovakia", "Výroba Ľan;Kukučínova 8;Ružomberok;Slovakia"),
    "Croatian": (ENGLISH, "Tvornica Žarulja;Šibenska ulica 5;Čakovec;Croatia"),
    "French": (
        ENGLISH,
        "Électronique Lanterne;18 rue de l'Église;Liège;Belgium",
        "Forêt;Rue Française 5;Besançon;FR",
    ),
    "German": (
        ENGLISH,
        "Müller & Söhne;Hauptstraße 5;München;Germany",
        "Werk Öhringen;Königsallee 9;Düsseldorf;DE",
    ),
    "Spanish": (ENGLISH, "Fábrica Señal;Calle Peña 5;Cáceres;Spain", "Montaje Ibérico;Avenida Núñez 9;León;Spain"),
    "Swedish": (ENGLISH, "Ångström Lykta;Götgatan 5;Malmö;Sweden", "Lägenhet;Södra vägen 9;Jönköping;Sweden"),
    "Turkish": (
        ENGLISH,
        "Işık Fabrikası;Örnek Caddesi 5;İstanbul;Turkey",
        "Güneş Tesisi;Çağdaş Sokak 9;Muğla;Turkey",
    ),
    "Greek": (ENGLISH, "Εργοστάσιο Λάμπα;Οδός Παραδείγματος 5;Αθήνα;Greece"),
    "Russian": (
        "Название фабрики;Адрес;Город;Страна",
        "Завод Лампа;ул. Примерная 5;Минск;Беларусь",
        "Фабрика Фонарь;ул. Образцовая 9;Казань;Россия",
    ),
    "Ukrainian": (
        "Назва підприємства;Адреса;Місто;Країна",
        "Завод Світло;вул. Їжакевича 5;Київ;Україна",
        "Фабрика Ґанок;вул. Єдності 8;Львів;Україна",
    ),
    "Japanese": (ENGLISH, "ヒカリ製作所;サンプル1丁目2番3号;松本市;Japan", "ひかり電子;見本町4番5号;長野市;Japan"),
    "Simplified Chinese": (ENGLISH, "灯笼电子(深圳)有限公司;宝安区样品路8号;深圳市;China"),
    "Traditional Chinese": (ENGLISH, "燈籠電子股份有限公司;中正路12號;新北市;Taiwan"),
    "Korean": (ENGLISH, "랜턴 전자;경기도 수원시 영통구 삼성로 129;수원시;Korea"),
}
WRITTEN = {
    "Polish": ("cp1250", "iso8859_2", "cp852", "mac_latin2"),
    "Czech": ("cp1250", "iso8859_2", "cp852", "mac_latin2"),
    "Hungarian": ("cp1250", "iso8859_2", "cp852", "mac_latin2"),
    "Slovak": ("cp1250", "mac_latin2"),
    "Croatian": ("cp1250", "mac_latin2", "mac_croatian"),
    "French": ("cp1252", "mac_roman", "cp850"),
    "German": ("cp1252", "mac_roman", "cp850"),
    "Spanish": ("cp1252", "mac_roman", "cp850"),
    "Swedish": ("cp1252", "mac_roman", "cp850"),
    "Turkish": ("cp1254", "mac_turkish", "cp857"),
    "Greek": ("cp1253", "mac_greek", "cp737"),
    "Russian": ("cp1251", "koi8_r", "mac_cyrillic", "cp866"),
    "Ukrainian": ("cp1251", "koi8_u", "mac_cyrillic", "cp1125"),
    "Japanese": ("shift_jis", "cp932", "euc_jp"),
    "Simplified Chinese": ("gb18030", "gbk"),
    "Traditional Chinese": ("big5",),
    "Korean": ("euc_kr", "cp949"),
}
WESTERN = {
    "Italian": "Società Unità Libertà Città Qualità Forlì Lunedì Cantù Perché Caffè Virtù Attività Cefalù Nardò",
    "German": "Größe Straße Köln München Müller Söhne Öhringen Königsallee Gerät Möbel Weiß Übersee Ärztehaus",
    "French": "Électronique Forêt Liège Besançon Société Générale Hôtel Château Église Français Août Où Noël Ça",
    "Spanish": "Señal Peña Cáceres Ibérico Núñez León Málaga Córdoba Ávila España Compañía Fábrica Pingüino Perú",
    "Portuguese": "São João Praça Confecção Indústria Eletrônica Comércio Calçados Guimarães Évora Três Irmãos",
    "Danish": "Ørsted Århus Sønderborg Køge Fåborg Værk Læder Tøj Møbel Ærø Åbenrå Græsted Rødovre Hjørring",
    "Swedish": "Ångström Götgatan Malmö Lägenhet Södra Jönköping Örebro Västerås Gävle Umeå Åkeri Östra Kläder",
}
"""Words with the accents of ordinary files."""
ENOUGH = 10
"""Rows that tell a Western language."""
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
CASES = [(language, encoding) for language, encodings in WRITTEN.items() for encoding in (*encodings, *UNICODE)]


def rows_of(language: str, encoding: str, stated: str = "") -> Iterator[tuple[Row, list[str]]]:
    """Each row, and its cells as they were written."""
    headings, *written = LISTS[language]
    file = io.BytesIO("\r\n".join((headings, *written, "")).encode(encoding))
    reader = read_list(file, "list.csv", encoding=stated)
    return zip(reader, (line.split(";") for line in written), strict=True)


def guesses(row: Row) -> str:
    return "\n".join(reason.detail for reason in row.reasons if reason.code is Code.ENCODING_GUESSED)


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_list_is_read_as_it_was_written(language: str, encoding: str) -> None:
    for row, cells in rows_of(language, encoding):
        assert list(row.raw.values()) == cells
        assert row.parsed is not None


@pytest.mark.parametrize(("language", "encoding"), [case for case in CASES if case[1] in UNICODE])
def test_nothing_is_doubted_that_the_file_proves(language: str, encoding: str) -> None:
    assert not any(guesses(row) for row, _ in rows_of(language, encoding))


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_stated_encoding_is_used(language: str, encoding: str) -> None:
    for row, cells in rows_of(language, encoding, stated=encoding):
        assert list(row.raw.values()) == cells


@pytest.mark.parametrize(
    "written", [f"Lantern;Road 5;{city};Croatia" for city in ("Čakovec", "Žumberak", "Šibenik")]
)
@pytest.mark.parametrize("encoding", ["cp1250", "mac_latin2", "mac_croatian", "iso8859_2", "cp852"])
def test_of_a_single_letter_both_readings_are_shown_unless_it_is_read_right(written: str, encoding: str) -> None:
    city = written.split(";")[2]
    (row,) = read_list(io.BytesIO(f"{ENGLISH}\n{written}\n".encode(encoding)), "list.csv")
    assert row.raw["City"] == city or row.raw["City"] in guesses(row)


def accented(language: str, rows: int) -> list[list[str]]:
    """The cells of so many rows with words of a language, the same each time."""
    chosen = random.Random(f"{language} {rows}")  # noqa: S311 - words of a test
    words = WESTERN[language].split()
    return [
        [f"{chosen.choice(words)} {row}", f"Via {chosen.choice(words)} {row}", chosen.choice(words), "Italy"]
        for row in range(rows)
    ]


NAMED = {
    "Italian": [["Società Elettronica", "Via della Libertà 5", "Forlì", "Italy"]],
    "Italian, the same words": [[f"Officina {row}", f"Via Unità {row}", "Forlì", "Italy"] for row in range(40)],
    "German": [["Größe GmbH", "Straße 5", "Köln", "Germany"]],
    **{f"{language} {rows}": accented(language, rows) for language in WESTERN for rows in (1, 3, 10, 40)},
}


@pytest.mark.parametrize("name", NAMED)
def test_an_ordinary_western_file_is_read_right_or_both_readings_are_shown(name: str) -> None:
    written = NAMED[name]
    text = "".join(f"{';'.join(cells)}\n" for cells in (ENGLISH.split(";"), *written))
    for row, cells in zip(read_list(io.BytesIO(text.encode("cp1252")), "list.csv"), written, strict=True):
        read = list(row.raw.values())
        wrong = [cell for cell in cells if cell not in read]
        assert not wrong or len(written) < ENOUGH
        assert all(cell in guesses(row) for cell in wrong)


@pytest.mark.parametrize("rows", [1, 3, 10, 40])
@pytest.mark.parametrize("encoding", ["euc_jp", "shift_jis", "gb18030"])
def test_chinese_characters_without_other_letters_are_never_silently_wrong(encoding: str, rows: int) -> None:
    written = [f"松本市製作所{row};見本町{row};長野市;Japan" for row in range(rows)]
    file = io.BytesIO("\n".join((ENGLISH, *written, "")).encode(encoding))
    for row, cells in zip(read_list(file, "list.csv"), written, strict=True):
        read = list(row.raw.values())
        assert all(cell in read or cell in guesses(row) for cell in cells.split(";"))


def test_a_cell_that_two_encodings_read_otherwise_is_shown_in_both() -> None:
    rows = "Lantern;Road 5;Čakovec;Croatia\nLantern;Road 6;Port;Malta\n"
    file = io.BytesIO(f"{ENGLISH}\n{rows}".encode("cp1250"))
    reader = read_list(file, "list.csv")
    first, second = reader
    (doubt,) = [reason for reason in first.reasons if reason.code is Code.ENCODING_GUESSED]
    assert doubt.column == "City"
    assert "Čakovec" in doubt.detail
    assert "Èakovec" in doubt.detail
    assert second.reasons == []
    understood = reader.understood().encoding
    assert understood is not None
    assert understood.certainty == "guessed"
    assert {"cp1250", "cp1252"} <= {understood.name, *understood.alternatives}


def test_a_stated_encoding_is_doubted_where_the_file_is_utf_8() -> None:
    file = io.BytesIO(f"{ENGLISH}\nLampa;Road 5;Gdańsk;Poland\n".encode())
    (row,) = read_list(file, "list.csv", encoding="cp1250")
    assert '"Gdańsk" in utf-8' in guesses(row)


@pytest.mark.parametrize(
    ("content", "stated"),
    [
        (f"{ENGLISH}\nLampa;Road 5;Gdańsk;Poland\n".encode("cp1250"), "utf-8"),
        (f"{ENGLISH}\nLampa;Road 5;Gdańsk;Poland\n".encode("utf-8-sig"), "cp1250"),
        (f"{ENGLISH}\nLampa;Road 5;Gdańsk;Poland\n".encode("utf-16"), "utf-8"),
        (f"{ENGLISH}\nLampa;Road 5;Port;Malta\n".encode() + b"\x81;Road 6;Port;Malta\n", "cp1252"),
        (b"PK\x03\x04", "cp1252"),
    ],
)
def test_a_stated_encoding_that_does_not_fit_is_refused(content: bytes, stated: str) -> None:
    with pytest.raises(EncodingNotFit) as refused:
        read_list(io.BytesIO(content), "list.csv", encoding=stated)
    assert [fault.pointer for fault in refused.value.errors] == ["/encoding"]


def test_the_refusal_names_the_line_that_does_not_fit() -> None:
    file = io.BytesIO(f"{ENGLISH}\nLampa;Road 5;Port;Malta\n".encode() + b"\x81;Road 6;Port;Malta\n")
    with pytest.raises(EncodingNotFit, match="Line 3 "):
        read_list(file, "list.csv", encoding="cp1252")


@pytest.mark.parametrize(
    "name", ["windows-1250", "latin2", "Mac_Latin2", "KOI8-R", "Shift_JIS", "UTF-8", *STATED.values()]
)
def test_an_encoding_may_be_stated_by_any_of_its_names(name: str) -> None:
    plain = f"{ENGLISH}\nLantern;Road 5;Port;Malta\n"
    (row,) = read_list(io.BytesIO(plain.encode(name)), "list.csv", encoding=name)
    assert row.raw["City"] == "Port"


@pytest.mark.parametrize(
    "name", ["latin-x", "idna", "hex", "punycode", "unicode_escape", "cp500", "../cp1250", "é", "a" * 40]
)
def test_what_is_no_encoding_of_a_list_is_refused(name: str) -> None:
    with pytest.raises(UnknownEncoding):
        read_list(io.BytesIO(b"Factory name;Country\nLantern;Malta\n"), "list.csv", encoding=name)
