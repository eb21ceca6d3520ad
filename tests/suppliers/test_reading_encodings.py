"""The encoding of a text, told by its letters."""

import io
import unicodedata

import pytest

from suppliers.imports.reading.encodings import encoding_of
from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.reasons import Code

HEADINGS = "Factory name;Local name;Address;City;Country\n"
ROWS = {
    "Russian": "Завод Лампа;;ул. Примерная 5;Минск;Belarus\n",
    "Simplified Chinese": "Lantern;灯笼电子(深圳)有限公司;宝安区样品路8号;深圳市;China\n",
    "Traditional Chinese": "Lantern;燈籠電子股份有限公司;中正路12號;新北市;Taiwan\n",
    "Korean": "Lantern;랜턴 전자;경기도 수원시 영통구 삼성로 129;수원시;Korea\n",
    "Japanese": "ヒカリ;ひかり電子;サンプル1丁目2番3号;松本市;Japan\n",
    "Central European": "Zakład Łódź;;ul. Żółkiewskiego 5;Łódź;Poland\nTovárna;;Průmyslová 12;Plzeň;Czechia\n",
    "Greek": "Εργοστάσιο Λάμπα;;Οδός Παραδείγματος 5;Αθήνα;Greece\n",
    "Turkish": "Işık Fabrikası;;Örnek Caddesi 5, Şişli;İstanbul;Turkey\n",
    "Hebrew": "מפעל מנורה;;רחוב לדוגמה 5;תל אביב;Israel\n",
    "Arabic": "مصنع المصباح;;شارع المثال 5;القاهرة;Egypt\n",
    "Thai": "โรงงานโคมไฟ;;ถนนตัวอย่าง 5;กรุงเทพ;Thailand\n",
    "Lithuanian": "Šiauliai lempa;;Žalgirio g. 5;Kaunas;Lithuania\n",
    "French": "Brightwell Électronique;;18 rue de l'Église;Liège;Belgium\n",
    "German": "Müller & Söhne;;Straße 5;München;Germany\n",
    "Swedish": "Ångström AB;;Götgatan 5;Malmö;Sweden\n",
    "Portuguese": "São João Ltda;;Praça da Sé 5;São Paulo;Brazil\n",
    "one accent": "Café X;;Road 5;Port;Malta\n",
}
WRITTEN = [
    *(("Russian", encoding) for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866")),
    *(("Simplified Chinese", encoding) for encoding in ("gb18030", "gbk", "gb2312")),
    *(("Traditional Chinese", encoding) for encoding in ("big5", "cp950")),
    *(("Korean", encoding) for encoding in ("euc-kr", "cp949")),
    *(("Japanese", encoding) for encoding in ("shift-jis", "cp932", "euc-jp", "iso2022_jp")),
    *(("Central European", encoding) for encoding in ("cp1250", "iso8859-2", "cp852")),
    *(("Greek", encoding) for encoding in ("cp1253", "iso8859-7")),
    *(("Turkish", encoding) for encoding in ("cp1254", "iso8859-9")),
    *(("Hebrew", "cp1255"), ("Arabic", "cp1256"), ("Thai", "cp874"), ("Lithuanian", "cp1257")),
    *((text, encoding) for text in ("French", "German", "Swedish", "Portuguese") for encoding in ("cp1252",)),
    *(("one accent", "cp1252"), ("French", "mac-roman"), ("German", "cp850")),
    *((text, "utf-8") for text in ROWS),
    *((text, encoding) for text in ROWS for encoding in ("utf-16", "utf-16-le", "utf-16-be")),
    *((text, "utf-8-sig") for text in ("Russian", "Simplified Chinese", "French")),
]


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_letters_are_read_as_they_were_written(text: str, encoding: str) -> None:
    written = unicodedata.normalize("NFC", HEADINGS + ROWS[text])
    file = io.BytesIO(written.encode(encoding))
    reader = read_list(file, "list.csv")
    expected = [line.split(";") for line in ROWS[text].splitlines()]
    for row, (name, local_name, address, city, _) in zip(reader, expected, strict=True):
        assert row.parsed is not None
        assert list(row.raw.values())[:1] == [name]
        assert {local_name, address, city} - {""} <= set(row.raw.values())


@pytest.mark.parametrize("cell", ["Usine n° 5", "Smart “Q” Ltd", "Port’s 5 – East"])
def test_signs_that_other_encodings_have_too_are_western(cell: str) -> None:
    file = io.BytesIO((HEADINGS + f"Lantern;;{cell};Port;Malta\n").encode("cp1252"))
    (row,) = read_list(file, "list.csv")
    assert row.raw["Address"] == cell


@pytest.mark.parametrize(("text", "name"), [("Russian", "cp1251"), ("Greek", "cp1253"), ("French", "cp1252")])
def test_an_encoding_that_only_letters_tell_is_said_to_be_assumed(text: str, name: str) -> None:
    found = encoding_of(io.BytesIO((HEADINGS + ROWS[text]).encode(name)))
    assert (found.name, found.is_assumed, found.is_unsure) == (name, True, False)


def test_an_encoding_that_is_a_guess_is_told_with_each_row_that_it_concerns() -> None:
    file = io.BytesIO(HEADINGS.encode() + b"X \xb1\xfe\xa1;;Road 5;Port;Malta\nLantern;;Road 6;Port;Malta\n")
    reader = read_list(file, "list.csv")
    first, second = reader
    assert Code.ENCODING_GUESSED in {reason.code for reason in first.reasons}
    assert second.reasons == []
    understood = reader.understood().encoding
    assert understood is not None
    assert understood.certainty == "guessed"
