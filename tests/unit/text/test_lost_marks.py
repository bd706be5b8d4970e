from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from dictate.text.lost_marks import with_marks_of, writes_no_marks
from dictate.text.transcript import Transcript, Word


def reading(text: str) -> Transcript:
    words = tuple(Word(f" {word}", place / 2, place / 2 + 0.4) for place, word in enumerate(text.split()))
    return Transcript(text, 0.0, 10.0, "en", words)


FIRST = (
    reading("My best qualities, if I have any that are good, served but for aggravation of my fault."),
    reading("This strength turns."),
    reading("And I'm very sorry for it."),
)
SUBTITLES = (
    "My best qualities if I have any that are good Served but for aggravations of my fault "
    "just strange change And I'm very sorry for it"
)


def test_words_are_those_of_the_second_reading_and_marks_those_of_the_first() -> None:
    assert with_marks_of(FIRST, reading(SUBTITLES)).text == (
        "My best qualities, if I have any that are good, served but for aggravations of my fault. "
        "Just strange change. And I'm very sorry for it."
    )


def test_a_sentence_may_go_on_for_longer_than_the_first_reading_heard() -> None:
    second = reading(SUBTITLES + " all of it")
    assert with_marks_of(FIRST, second).text.endswith("And I'm very sorry for it all of it.")


def test_word_times_stay_with_their_words() -> None:
    dressed = with_marks_of(FIRST, reading(SUBTITLES))
    assert dressed.words[2] == Word(" qualities,", 1.0, 1.4)
    assert "".join(word.text for word in dressed.words).strip() == dressed.text


def test_a_reading_without_word_times_gets_its_marks_too() -> None:
    dressed = with_marks_of(FIRST, replace(reading(SUBTITLES), words=()))
    assert dressed.words == ()
    assert dressed.text.startswith("My best qualities, if I have any that are good, served")


def test_a_reading_that_has_marks_of_its_own_stays_as_it_is() -> None:
    second = reading(
        "My best qualities, if I have any that are good, served but for aggravation of my fault. It's strange."
    )
    assert with_marks_of(FIRST, second) == second


def test_where_the_first_reading_has_no_marks_there_are_none_to_bring_back() -> None:
    first = (reading("my best qualities if i have any"), reading("and i'm very sorry for it"))
    second = reading("My best qualities if I have any And I'm very sorry for it")
    assert with_marks_of(first, second) == second


def test_readings_that_hardly_share_a_word_are_not_mixed() -> None:
    second = reading("something else altogether was heard the second time around by the model")
    assert with_marks_of(FIRST, second) == second


def test_only_a_long_text_is_expected_to_have_marks() -> None:
    assert writes_no_marks(SUBTITLES)
    assert not writes_no_marks("and I'm very sorry for it")
    assert not writes_no_marks(FIRST[0].text)


WORDS = st.lists(st.sampled_from(["one", "Two,", "three.", "it's", "שלום", "é!", "…", "-"]), max_size=12)


@example(first=["one", "Two,", "…"], second=["one", "-"])
@given(first=WORDS, second=WORDS)
def test_never_adds_nor_loses_a_word(first: list[str], second: list[str]) -> None:
    def bare(text: str) -> list[str]:
        return [word.strip(".,;:!?…").lower() for word in text.split()]

    heard = reading(" ".join(second))
    assert bare(with_marks_of((reading(" ".join(first)),), heard).text) == bare(heard.text)
