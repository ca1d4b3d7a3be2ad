"""A message that only says thanks wakes nobody; with anything else in it, it does."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tickets.services import thanks
from tickets.services.thanks import LANGUAGES, Said, said

THANKS = """
thanks | Thanks! | Thank you so much! | thx ;-) | Many thanks for your quick help. | Thanks, Ada! | Thank you, Ada Lee
THANK YOU | ok thanks | Thanks again :) | 👍 | 👍🏽 | 🙏🙏 | perfect 👍 | Super ❤️ | Great, thanks! Best regards
Danke! | Vielen Dank für die schnelle Hilfe! | Merci beaucoup | Merci pour votre aide, bonne journée
¡Muchas gracias! | Muchas gracias por su ayuda | Muito obrigado pela ajuda!
Obrigada | Grazie mille | Bedankt voor je hulp
Dziękuję bardzo | Dzięki za szybką pomoc | Спасибо большое! | Teşekkürler | ありがとうございます。 | 助かりました！
谢谢！ | 非常感谢您的帮助 | 謝謝 | 감사합니다
"""
WORKS = """
works now, thanks! | It works! | It’s fixed | Thanks, solved | It's working now. Thank you very much for your help!
problem solved, thank you | That did the trick, cheers | Danke, läuft jetzt. | Es funktioniert wieder, vielen Dank
Merci, ça marche maintenant | C'est résolu, merci | Ya funciona, gracias | Agora está funcionando, obrigado!
Grazie, ora funziona | Nu werkt het, bedankt | Działa, dziękuję | Спасибо, всё работает | Artık çalışıyor, teşekkürler
解決しました。ありがとうございます！ | 谢谢，可以了！ | 问题已解决，谢谢您 | 이제 됩니다. 감사합니다
"""
MORE = """
thanks? | works? | Does it work | is it fixed
no thanks | thanks anyway | thanks for nothing | thanks but it is still broken
Thanks, but now it is a 502 | thanks. now 502 | it does not work | it doesn't work, thanks
not fixed | still | help | help, thanks
please help, thanks | Great. | ok | hello | Hi Ada | thanks... | thanks… | Thank you :( | 👎 | works 👎 | 🤔 | thanks 🤔
It worked yesterday, thanks | Thanks, will try | Thanks, one more thing
thanks, see below | Thanks, Bob | thanks req_8f3a
Danke, geht nicht | Danke, aber | Es geht | Läuft das
funktioniert nicht | Danke, leider nein | merci mais non | ça ne marche pas
no funciona | gracias, pero no | não funciona | obrigado, mas
non funziona | grazie ma no | werkt niet | nie działa | не работает
çalışmıyor | 動きません | 動きません。ありがとうございます | ありがとうございますが
解決しましたか | 没解决 | 解决了吗 | 不可以了 | 안 됩니다
thanks {"error": "x"} | thanks http://x | thanks;; <b>
"""


def listed(table: str) -> list[str]:
    return [each for line in table.strip().splitlines() for each in line.split(" | ")]


@pytest.mark.parametrize("text", listed(THANKS))
def test_it_only_says_thanks(text: str) -> None:
    assert said(text, names=("Ada", "Lee")) == Said.THANKS


@pytest.mark.parametrize("text", listed(WORKS))
def test_it_says_that_it_works(text: str) -> None:
    assert said(text) == Said.WORKS


@pytest.mark.parametrize("text", listed(MORE))
def test_it_says_more(text: str) -> None:
    assert said(text, names=("Ada",)) == Said.MORE


@pytest.mark.parametrize("mark", "?？؟\u037e¿")
@given(at=st.integers(0, 200), text=st.sampled_from(listed(THANKS) + listed(WORKS)))
def test_a_question_mark_anywhere_makes_it_a_question(mark: str, at: int, text: str) -> None:
    assert said(text[: at % (len(text) + 1)] + mark + text[at % (len(text) + 1) :]) == Said.MORE


PHRASES = [each for language in LANGUAGES.values() for each in f"{language.thanks}, {language.works}".split(", ")]


@given(st.lists(st.sampled_from(PHRASES), min_size=thanks.MOST_WORDS + 1, max_size=40))
def test_many_words_are_never_only_thanks(phrases: list[str]) -> None:
    assert said(" ".join(phrases)) == Said.MORE


DOUBTS = [
    "but",
    "still",
    "not",
    "aber",
    "nicht",
    "mais",
    "pas",
    "pero",
    "no",
    "mas",
    "não",
    "ma",
    "non",
    "maar",
    "niet",
]
DOUBTS += ["ale", "nie", "но", "не", "ama", "502", "#7", "req_1", "/v1/x", "why", "when", "error", "again?", "please"]


@given(st.sampled_from(PHRASES), st.sampled_from(PHRASES), st.sampled_from(DOUBTS), st.permutations([0, 1, 2]))
def test_one_word_of_doubt_anywhere_makes_it_more(one: str, other: str, doubt: str, order: list[int]) -> None:
    words = [one, other, doubt]
    assert said(" ".join(words[place] for place in order)) == Said.MORE


@given(st.text(max_size=300))
def test_any_text_has_an_answer_and_what_is_not_in_the_vocabulary_is_more(text: str) -> None:
    letters = "".join(f"{each.thanks}{each.works}{each.joins}" for each in LANGUAGES.values())
    assume(any(char.isalnum() and char.casefold() not in letters for char in text))
    assert said(text) == Said.MORE


def test_what_could_be_read_in_many_ways_takes_no_time() -> None:
    """Overlapping phrases double the ways with each repetition; without a bound this takes minutes."""
    began = time.monotonic()
    for phrase in ("现在可以了", "ありがとうございます", "谢谢你们的帮助", "works now ", "it works again "):
        text = (phrase * 60)[: thanks.MOST_CHARACTERS - 1]
        assert said(f"{text}x") == Said.MORE
    assert time.monotonic() - began < 5


def test_every_phrase_alone_says_what_it_is_listed_for() -> None:
    for language in LANGUAGES.values():
        assert {said(each) for each in language.works.split(", ")} == {Said.WORKS}
        assert Said.MORE not in {said(each) for each in language.thanks.split(", ")}
        assert {said(each) for each in language.joins.split(", ")} == {Said.MORE}
