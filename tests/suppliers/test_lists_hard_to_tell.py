"""Lists in capitals, with one word or sign that is not ASCII, or with shifted letters: never wrong and sure."""

import io
import unicodedata
from collections.abc import Iterator

import pytest

from suppliers.imports.reading.code_pages import likeliest
from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.reasons import Code
from suppliers.imports.reading.rows import Row

HEADINGS = "Factory name;Address;City;Country"
CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
CAPITALS = {
    "Russian": (("ЗАВОД ПРИБОРОВ;УЛ. ЛЕСНАЯ 4;ТУЛА;Russia", "ФАБРИКА КАБЕЛЕЙ;УЛ. МИРА 8;РЯЗАНЬ;Russia"), CYRILLIC),
    "Bulgarian": (
        ("ЗАВОД ЗА ПЛАТКИ;БУЛ. ВИТОША 4;СОФИЯ;Bulgaria", "КАБЕЛНА ФАБРИКА;УЛ. ДУНАВ 8;РУСЕ;BG"),
        CYRILLIC,
    ),
    "Ukrainian": (
        ("ЗАВОД ПРИЛАДІВ;ВУЛ. ШЕВЧЕНКА 4;ЖИТОМИР;Ukraine", "ФАБРИКА КАБЕЛІВ;ВУЛ. ЄВРОПЕЙСЬКА 7;РІВНЕ;UA"),
        ("cp1251", "koi8_u", "iso8859_5", "mac_cyrillic"),
    ),
    "Greek": (
        ("ΗΛΕΚΤΡΟΝΙΚΑ ΘΡΑΚΗΣ;ΟΔΟΣ ΒΙΟΜΗΧΑΝΙΑΣ 14;ΞΑΝΘΗ;Greece", "ΚΑΛΩΔΙΑ ΑΤΤΙΚΗΣ;ΑΝΩ ΛΙΟΣΙΑ 3;ΑΘΗΝΑ;GR"),
        ("cp1253", "iso8859_7", "mac_greek", "cp737"),
    ),
    "Polish": (
        ("ZAKŁADY ODRA;UL. ŻEROMSKIEGO 4;WROCŁAW;Poland", "MONTAŻ PŁYTEK;UL. ŚWIĘTOKRZYSKA 7;RZESZÓW;PL"),
        ("cp1250", "iso8859_2", "mac_latin2", "cp852"),
    ),
    "Czech": (
        ("ELEKTRONIKA HANÁ;DLOUHÁ TŘÍDA 6;PŘEROV;Czechia", "KABELY ŽATEC;NÁMĚSTÍ SVOBODY 2;ŽATEC;CZ"),
        ("cp1250", "iso8859_2", "mac_latin2", "cp852"),
    ),
    "Spanish": (
        ("MONTAJES CIGÜEÑA;CALLE ESPAÑA 4;LOGROÑO;Spain", "ELECTRÓNICA NORTE;POLÍGONO ÑORA;MÁLAGA;ES"),
        ("cp1252", "mac_roman", "cp850"),
    ),
    "Danish": (
        ("PRINTFABRIKKEN SØRØ;ÅBOULEVARDEN 4;SORØ;Denmark", "KABEL;LÆDERSTRÆDE 2;NÆSTVED;DK"),
        ("cp1252", "mac_roman", "cp850"),
    ),
}
HEBREW = ("אלקטרוניקה הגליל;רחוב התעשייה 14;כרמיאל;Israel", "כבלי הדרום;שדרות ירושלים 8;באר שבע;Israel")
ARABIC = ("شركة الإلكترونيات الحديثة;شارع الصناعة 14;القاهرة;Egypt", "مصنع الكابلات;طريق المصنع 8;طنطا;Egypt")
OLD = [
    *((HEBREW, encoding) for encoding in ("cp1255", "iso8859_8", "cp862")),
    *((ARABIC, encoding) for encoding in ("cp1256", "iso8859_6", "cp720")),
]
FEW = {
    "Sète": ("cp1252", "mac_roman", "cp850"),
    "SÈTE": ("cp1252", "mac_roman", "cp850"),
    "MÜNCHEN": ("cp1252", "mac_roman", "cp850"),
    "Győr": ("cp1250", "iso8859_2", "mac_latin2", "cp852"),
    "ŁÓDŹ": ("cp1250",),
    "İZMİR": ("cp1254", "iso8859_9", "mac_turkish"),
    "ΑΘΗΝΑ": ("cp1253", "iso8859_7"),
    "ТУЛА": ("cp1251", "koi8_r"),
    "東京": ("shift_jis", "cp932", "euc_jp", "iso2022_jp"),
    "深圳": ("gb18030", "gbk"),
    "서울": ("cp949", "euc_kr"),
    "Works n° 5": ("cp1252", "cp850"),
    "Nave Nº 5, 2ª planta": ("cp1252",),
}
"""A cell, and encodings in which it is not to be mistaken."""
SHIFTED = {
    "hz": ("宁波海曙线路板厂;鄞州区钟公庙街道9号;宁波市;China", "惠州连接器有限公司;仲恺高新区22号;惠州市;China"),
    "utf-7": ("Завод Лампа;ул. Примерная 5;Минск;Belarus", "Gehäuse Süd;Übergasse 9;Köln;Germany"),
}


def read(rows: tuple[str, ...], encoding: str, stated: str = "") -> Iterator[tuple[Row, list[str]]]:
    """Each row, and its cells as they were written."""
    file = io.BytesIO("\r\n".join((HEADINGS, *rows, "")).encode(encoding))
    return zip(read_list(file, "list.csv", encoding=stated), (row.split(";") for row in rows), strict=True)


def guesses(row: Row) -> str:
    return "\n".join(reason.detail for reason in row.reasons if reason.code is Code.ENCODING_GUESSED)


@pytest.mark.parametrize(
    ("language", "encoding"), [(name, each) for name, (_, encodings) in CAPITALS.items() for each in encodings]
)
def test_a_list_in_capitals_is_read_as_it_was_written_or_shown_in_both_readings(
    language: str, encoding: str
) -> None:
    for row, cells in read(CAPITALS[language][0], encoding):
        for cell, was in zip(row.raw.values(), cells, strict=True):
            assert cell == was or was in guesses(row)


@pytest.mark.parametrize("language", ["Russian", "Bulgarian", "Ukrainian", "Greek", "Polish", "Czech"])
def test_capitals_of_windows_are_read_right_without_a_doubt(language: str) -> None:
    rows, encodings = CAPITALS[language]
    for row, cells in read(rows, encodings[0]):
        assert (list(row.raw.values()), guesses(row)) == (cells, "")


@pytest.mark.parametrize(("rows", "encoding"), OLD)
def test_hebrew_and_arabic_of_old_programs_are_read_right(rows: tuple[str, ...], encoding: str) -> None:
    for row, cells in read(rows, encoding):
        assert list(row.raw.values()) == cells


@pytest.mark.parametrize("times", [1, 60])
@pytest.mark.parametrize(("cell", "encoding"), [(cell, each) for cell in FEW for each in FEW[cell]])
def test_one_word_is_read_right_or_doubted_however_often_it_stands_there(
    cell: str, encoding: str, times: int
) -> None:
    rows = tuple(f"Plain Works {row};Harbour Road {row};{cell};Malta" for row in range(times))
    for row, cells in read(rows, encoding):
        assert list(row.raw.values()) == cells or guesses(row)


@pytest.mark.parametrize("cell", ["Łódź", "ŁÓDŹ", "ΑΘΗΝΑ", "ТУЛА"])
def test_a_wrong_reading_is_never_the_only_one(cell: str) -> None:
    for encoding in ("cp1250", "cp1251", "cp1253"):
        written = cell.encode(encoding, "ignore")
        if written.decode(encoding) == cell:
            found = likeliest(written)
            assert any(written.decode(name) == cell for name in (found.name, *found.rivals))


@pytest.mark.parametrize("encoding", SHIFTED)
def test_shifted_letters_are_read_and_shown_as_they_stand_as_well(encoding: str) -> None:
    for row, cells in read(SHIFTED[encoding], encoding):
        assert list(row.raw.values()) == cells
        assert "in utf-8" in guesses(row)
    for row, cells in read(SHIFTED[encoding], encoding, stated=encoding):
        assert (list(row.raw.values()), guesses(row)) == (cells, "")


@pytest.mark.parametrize(
    "address", ["Road 5, phone +32255512-4", "C++-Works, A+B-Street", "+Plus-Haus, Path ~{x}", "Quai 5 ~ {north}"]
)
def test_signs_that_shift_nothing_are_ascii(address: str) -> None:
    (row,) = read_list(io.BytesIO(f"{HEADINGS}\nLantern;{address};Port;Malta\n".encode()), "list.csv")
    assert (row.raw["Address"], guesses(row)) == (address, "")


def test_half_width_letters_of_japanese_mail_are_read() -> None:
    row = unicodedata.normalize("NFC", "ｱｶﾘ電子;ﾐﾅﾄﾏﾁ 3;横浜市;Japan")
    for read_row, cells in read((row,), "iso2022_jp_ext"):
        assert list(read_row.raw.values()) == cells
