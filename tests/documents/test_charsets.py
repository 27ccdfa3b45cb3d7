"""Text in any usual encoding, declared or not, is read as it was written."""

# ruff: noqa: E501 - samples stand on one line

from __future__ import annotations

import pytest

from secretaire.documents.charsets import decode

SAMPLES = {
    "German": ("Die Gebühr für die Prüfung der Straße beträgt zwölf Mark; Änderungen hören Sie später.", "cp1252 iso8859-15 cp850 mac_roman"),
    "German with a euro": ("Die Gebühr beträgt 12 € und die Straße ist gesperrt; Öl geprüft.", "cp1252 iso8859-15"),
    "German quoted": ("„Müßig“, sagte er – und ging.", "cp1252"),
    "French": ("Les données ouvertes ont été publiées à l'été, grâce à l'État français où cela a plu.", "cp1252 iso8859-15 cp850 mac_roman"),
    "Russian": ("Уважаемые коллеги! Направляем вам проект соглашения о сотрудничестве между ведомствами.", "koi8-r cp1251 cp866 iso8859-5"),
    "Ukrainian": ("Засідання відбулося в Києві, наступна зустріч відбудеться наступного місяця.", "koi8-u cp1251"),
    "Japanese, of few words": ("これは日本語の文章です。会議は東京で開かれました。次回は来月です。", "shift_jis euc_jp"),
    "Polish, short": ("Szanowni Państwo,", "cp1250 iso8859-2"),
    "Polish of the disk system": ("Szanowni Państwo, przesyłam w załączeniu projekt umowy. Życzę miłego dnia.", "cp852"),
    "Turkish": ("Sayın yetkili, toplantı yarın saat onda yapılacaktır. Lütfen görüşlerinizi bildiriniz.", "cp1254 cp857"),
    "Czech": ("Vážení přátelé, zasíláme vám návrh smlouvy k připomínkám. Schůzka se koná příští úterý.", "cp1250 iso8859-2"),
    "German of the disk system": ("Die Gebühr für die Prüfung beträgt zwölf Mark; Änderungen hören Sie später.", "cp437"),
    "Chinese, traditional": ("各位同事：請查收附件中的會議記錄，並於星期五之前提出意見。", "big5"),
    "Japanese in katakana": ("ユーザー インターフェース システム アップデート", "shift_jis euc_jp"),
    "Hebrew": ("מצורפת טיוטת ההסכם להערותיכם. הפגישה תתקיים ביום שישי.", "cp1255"),
    "Polish": ("Szanowni Państwo, przesyłam w załączeniu projekt umowy. Proszę o uwagi do piątku. Życzę miłego dnia.", "cp1250 iso8859-2"),
    "Greek": ("Αγαπητοί συνάδελφοι, σας αποστέλλω το σχέδιο της συμφωνίας για παρατηρήσεις.", "cp1253 iso8859-7"),
    "Japanese": ("お世話になっております。添付の資料をご確認ください。会議は来週の月曜日に開催されます。", "shift_jis euc_jp iso2022_jp"),
    "Chinese": ("各位同事：请查收附件中的会议记录，并于星期五之前提出意见。谢谢大家的合作与支持。", "gb18030"),
    "Korean": ("안녕하세요. 첨부된 회의록을 확인하시고 금요일까지 의견을 주시기 바랍니다. 감사합니다.", "euc_kr"),
}  # fmt: skip
WIDE = "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be".split()
CASES = [(name, coding) for name, (_, codings) in SAMPLES.items() for coding in codings.split()]


@pytest.mark.parametrize(("name", "coding"), CASES)
def test_narrow_encodings_are_guessed(name: str, coding: str) -> None:
    text = SAMPLES[name][0]
    assert decode(text.encode(coding)).text == text


@pytest.mark.parametrize("coding", WIDE)
def test_unicode_is_told_by_its_bytes(coding: str) -> None:
    text = SAMPLES["German with a euro"][0]
    assert decode(text.encode(coding)).text == text


@pytest.mark.parametrize(
    ("coding", "declared", "text"),
    [
        ("iso8859-2", "ISO-8859-2", "Łódź"),
        ("cp1252", "us-ascii", "Straße"),
        ("utf-8", "iso-8859-1", "Straße"),
        ("koi8-r", "koi8-r", "Да"),
        ("cp1252", "no-such-charset", "Straße"),
        ("cp1252", "utf-7", "Straße"),
        ("cp1252", "rot13", "Straße"),
    ],
)
def test_what_is_declared_holds_where_it_can(coding: str, declared: str, text: str) -> None:
    assert decode(text.encode(coding), declared).text == text


@pytest.mark.parametrize(
    ("text", "coding", "notices"),
    [
        ("Sehr geehrte Damen und Herren, die Gebühr für die Prüfung der Straße beträgt zwölf Mark.", "cp1252", ()),
        ("お世話になっております。添付の資料をご確認ください。", "shift_jis", ()),
        ("Größe", "utf-8", ()),
        ("Szanowni Państwo,", "cp1250", ("guessed_cp1250",)),
        ("Ödeme işlemi ekim ayında", "cp1254", ("guessed_cp1254",)),
    ],
)
def test_what_was_only_guessed_is_told(text: str, coding: str, notices: tuple[str, ...]) -> None:
    assert decode(text.encode(coding)).notices == notices
    assert decode(text.encode(coding), coding).notices == ()


def test_broken_bytes_are_told() -> None:
    decoded = decode("Größe, Maß und Übermut ".encode() * 20 + b"\xff", "utf-8")
    assert decoded.damaged
    assert decoded.text.count("\ufffd") == 1
    assert decode(b"").text == ""
