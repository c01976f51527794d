"""Text from the field at the door, and the letters of the fonts."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from field.protocol import fonts, lines
from field.protocol.text import clean, cleaned, is_rtl, paragraphs
from tests.protocol.documents import document, line

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


def test_controls_go_and_line_ends_become_one_kind() -> None:
    assert clean("a\x00b\x07\x1b[8m\r\nc\rd\x0be\u2028f\tg") == "ab[8m\nc\nd\ne\nf\tg"


def test_what_could_turn_the_next_line_around_goes() -> None:
    assert clean("\u202eabc\u2066 \U000e0041\ufeff\ufffe\U0001ffff") == "abc "


def test_half_a_character_becomes_a_replacement() -> None:
    assert clean("\ud83d!") == "\ufffd!"


def test_what_people_write_stays() -> None:
    for text in ('Räksmörgås – "så här" 100 % <b>', "أنا هنا\u200c", "ሰላም", "👨‍👩‍👧 👍🏽", "e\u0301"):
        assert clean(text) == text


@given(ANY_TEXT)
def test_cleaned_text_can_be_written_and_is_clean(text: str) -> None:
    once = clean(text)
    assert once.encode().decode() == once == clean(once)


def test_every_text_of_a_document_is_cleaned() -> None:
    held = document(
        line(1, text="a\x00", owners=[{"id": "x", "name": "b\x01", "why": None}], also=["c\x02"]),
        title="d\x03",
    )
    assert not any(f"\\x0{n}" in repr(cleaned(held)) for n in range(4))


def test_the_first_letter_with_a_direction_decides() -> None:
    assert is_rtl("12. سلام hej")
    assert not is_rtl("12. hej سلام")
    assert not is_rtl("12 – 3")


def test_empty_lines_make_no_paragraphs() -> None:
    assert paragraphs(" a \n\n \nb") == ["a", "b"]


def test_the_fonts_have_the_letters_of_our_languages() -> None:
    for text in ("åäöÅÄÖ é ğışİçŞ", "abcdefgh xq", "ضصثقفغعهخحجدپچژگ ٠١٢", "ێۆڵڕەڤۊ", "ሀለሐመ ትግርኛ", "→±–…№✓"):
        assert fonts.displayable(text) == text


def test_a_letter_without_a_glyph_becomes_a_plainer_one_or_a_box() -> None:
    assert fonts.displayable("\U0001d413\U0001d421\U0001d41e ﬁn") == "The ﬁn"
    assert fonts.displayable("中文 ok") == "□□ ok"


def test_what_has_no_glyph_at_all_is_still_something() -> None:
    assert fonts.displayable("\U0001f3fb") == "□"
    assert fonts.displayable("\U0001f44d\U0001f3fb") == "\U0001f44d"
    assert fonts.displayable("") == ""


def test_marks_that_pile_up_are_taken_off() -> None:
    assert fonts.displayable("Z\u032e\u031e\u0320\u0359\u0354\u0345a") == "Za"


def test_a_word_longer_than_a_line_may_break() -> None:
    shown = fonts.displayable("x" * 100)
    assert shown.replace("\u200b", "") == "x" * 100
    assert max(map(len, shown.split("\u200b"))) == 20


@given(ANY_TEXT)
def test_every_letter_shown_is_in_one_of_the_fonts(text: str) -> None:
    held = frozenset().union(*fonts.coverage()) | set(map(ord, fonts.UNSEEN))
    assert all(ord(letter) in held for letter in fonts.displayable(clean(text)))


def test_the_fonts_are_those_that_were_packed() -> None:
    listed = dict(reversed(row.split()) for row in (fonts.FOLDER / "SHA256SUMS").read_text().splitlines())
    assert listed == {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in fonts.FOLDER.glob("*.ttf")
    }


def test_numbers_of_any_kind_can_be_put_in_order() -> None:
    numbers = ["", "x", "12", "RI26V-²", "RI26V-" + "9" * 5000, "-"]
    assert len(lines.listed(document(*(line(1, number=number) for number in numbers)))) == len(numbers)
