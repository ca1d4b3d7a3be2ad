"""Whether a message only says thanks, or that it works: then it wakes nobody.

A closed vocabulary: the whole message must be made of the phrases of one language, of emoji that say the same, and of
the names of those who wrote to the customer. One word that is not among them ("but", "still", "not", a number, a path)
and it is a message like any other. When in doubt it is, so that a person is always reachable.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_WORDS, MOST_CHARACTERS = 12, 120
MOST_UNSPACED = 40  # characters of a script without blanks: phrases that overlap are tried in many ways


class Said(StrEnum):
    """What a message says; ``MORE`` is whatever is not only thanks."""

    THANKS = "thanks"
    WORKS = "works"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Language:
    """Phrases in one language, by blanks and commas apart; ``joins`` says nothing alone."""

    thanks: str
    works: str
    joins: str


LANGUAGES = {
    "en": Language(
        thanks="thanks, thank you, thx, ty, tysm, many thanks, much appreciated, appreciate it, i appreciate it, "
        "cheers",
        works="it works, works, works now, it works now, that works, this works, works again, it works again, "
        "works fine, works great, works perfectly, works for me, it worked, that worked, worked, it is working, "
        "it's working, is working now, working now, working again, it's fixed, it is fixed, fixed, fixed now, "
        "that fixed it, this fixed it, that did it, that did the trick, solved, problem solved, issue solved, "
        "resolved, it's solved, it is solved, issue resolved, problem fixed, all good now",
        joins="ok, okay, great, perfect, awesome, excellent, wonderful, nice, cool, super, so much, very much, a lot, "
        "again, for your help, for the help, for your quick help, for the quick help, for the quick reply, "
        "for your reply, for the fast reply, for the quick response, for your support, "
        "for the support, for the fix, for the info, "
        "and, now, hi, hello, all, team, everyone, guys, best regards, kind regards, regards, have a nice day",
    ),
    "de": Language(
        thanks="danke, dankeschön, vielen dank, besten dank, herzlichen dank, lieben dank, danke schön, merci",
        works="es funktioniert, funktioniert, funktioniert jetzt, jetzt funktioniert es, es funktioniert jetzt, "
        "funktioniert wieder, es funktioniert wieder, läuft wieder, es läuft, läuft, läuft jetzt, jetzt läuft es, "
        "geht wieder, es geht wieder, jetzt geht es, jetzt geht's, es klappt, klappt, klappt jetzt, hat geklappt, "
        "hat funktioniert, gelöst, problem gelöst, behoben, ist behoben, erledigt",
        joins="ok, okay, super, perfekt, toll, prima, klasse, sehr, schön, für die hilfe, für ihre hilfe, "
        "für deine hilfe, für eure hilfe, für die schnelle hilfe, für die schnelle antwort, für die antwort, "
        "nochmal, nochmals, und, hallo, viele grüße, liebe grüße, mit freundlichen grüßen, beste grüße, schönen tag",
    ),
    "fr": Language(
        thanks="merci, merci beaucoup, merci bien, mille mercis, un grand merci",
        works="ça marche, ca marche, ça fonctionne, ca fonctionne, cela fonctionne, ça marche maintenant, "
        "ça fonctionne maintenant, tout fonctionne, c'est bon, c'est réglé, c'est résolu, résolu, réglé, "
        "problème résolu, ça a marché",
        joins="ok, parfait, super, génial, top, pour votre aide, pour ton aide, pour l'aide, pour votre réponse, "
        "pour la réponse rapide, pour votre réponse rapide, et, bonjour, cordialement, bonne journée, encore",
    ),
    "es": Language(
        thanks="gracias, muchas gracias, mil gracias, muchísimas gracias",
        works="funciona, ya funciona, ahora funciona, funciona ahora, ya está funcionando, ya está, solucionado, "
        "ya está solucionado, resuelto, está resuelto, problema resuelto, problema solucionado, funcionó",
        joins="ok, vale, perfecto, genial, excelente, por su ayuda, por tu ayuda, por la ayuda, por la respuesta, "
        "por su respuesta, por la rápida respuesta, y, hola, saludos, un saludo, buen día",
    ),
    "pt": Language(
        thanks="obrigado, obrigada, muito obrigado, muito obrigada, valeu, grato, grata",
        works="funciona, já funciona, agora funciona, funcionou, está funcionando, já está funcionando, "
        "agora está funcionando, resolvido, está resolvido, problema resolvido, deu certo",
        joins="ok, perfeito, ótimo, excelente, legal, pela ajuda, pela sua ajuda, pela resposta, "
        "pela resposta rápida, e, olá, oi, abraços, abraço, bom dia",
    ),
    "it": Language(
        thanks="grazie, grazie mille, molte grazie, tante grazie, vi ringrazio, ti ringrazio",
        works="funziona, ora funziona, adesso funziona, funziona ora, funziona tutto, tutto funziona, ha funzionato, "
        "risolto, problema risolto, è risolto, tutto ok",
        joins="ok, perfetto, ottimo, fantastico, per l'aiuto, per il vostro aiuto, per il tuo aiuto, "
        "per la risposta, per la risposta rapida, e, ciao, cordiali saluti, saluti, buona giornata",
    ),
    "nl": Language(
        thanks="bedankt, dank je, dank je wel, dankjewel, dank u, dank u wel, hartelijk dank, hartelijk bedankt, "
        "heel erg bedankt, veel dank",
        works="het werkt, werkt, werkt nu, het werkt nu, nu werkt het, het werkt weer, werkt weer, opgelost, "
        "is opgelost, het is opgelost, probleem opgelost, gelukt, het is gelukt",
        joins="ok, oké, top, prima, perfect, super, geweldig, voor je hulp, voor uw hulp, voor de hulp, "
        "voor de snelle reactie, voor het snelle antwoord, en, hallo, groeten, met vriendelijke groet, fijne dag",
    ),
    "pl": Language(
        thanks="dzięki, dziękuję, dziekuje, dzieki, dziękuję bardzo, bardzo dziękuję, wielkie dzięki, dziękujemy",
        works="działa, już działa, teraz działa, wszystko działa, zadziałało, dziala, juz dziala, naprawione, "
        "rozwiązane, problem rozwiązany",
        joins="ok, super, świetnie, doskonale, za pomoc, za szybką pomoc, za odpowiedź, za szybką odpowiedź, i, "
        "cześć, dzień dobry, pozdrawiam, miłego dnia",
    ),
    "ru": Language(
        thanks="спасибо, большое спасибо, спасибо большое, благодарю",
        works="работает, все работает, всё работает, теперь работает, уже работает, заработало, решено, исправлено, "
        "проблема решена",
        joins="ок, отлично, супер, хорошо, за помощь, за ответ, за быстрый ответ, вам, и, привет, здравствуйте",
    ),
    "tr": Language(
        thanks="teşekkürler, teşekkür ederim, çok teşekkürler, çok teşekkür ederim, sağ olun, sağol",
        works="çalışıyor, şimdi çalışıyor, artık çalışıyor, çözüldü, sorun çözüldü, düzeldi",
        joins="tamam, harika, süper, mükemmel, yardımınız için, cevabınız için, merhaba, iyi günler",
    ),
    "ja": Language(
        thanks="ありがとう, ありがとうございます, ありがとうございました, どうもありがとうございます, "
        "有難うございます, 感謝します, 助かりました",
        works="動きました, 動作しました, 解決しました, 解決です, 直りました, できました, うまくいきました, 治りました",
        joins="はい, 無事, 無事に, とても, 本当に, 大変, お返事, ご対応, ご回答, よろしくお願いします, "
        "よろしくお願いいたします",
    ),
    "zh": Language(
        thanks="谢谢, 谢谢你, 谢谢您, 多谢, 非常感谢, 感谢, 十分感谢, 謝謝, 感謝, 非常感謝, 谢谢你们",
        works="可以了, 修好了, 已解决, 解决了, 已经解决了, 问题解决了, 问题已解决, 正常了, 现在可以了, 现在正常了, "
        "已經解決了, 解決了, 成功了",
        joins="好的, 太好了, 的帮助, 你的帮助, 您的帮助, 你们的帮助, 您的回复, 现在",
    ),
    "ko": Language(
        thanks="감사합니다, 고맙습니다, 정말 감사합니다, 감사해요, 고마워요",
        works="잘 됩니다, 이제 됩니다, 이제 잘 됩니다, 해결됐습니다, 해결되었습니다, 작동합니다, 잘 작동합니다",
        joins="네, 도와주셔서, 빠른 답변, 안녕하세요, 이제",
    ),
}
UNSPACED = ("ja", "zh")
THANKFUL = "👍🙏👌🙌👏😊🙂😀😃😄😁😍🥰❤💙💚🎉✨💯🤝🫶"
PASSES = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")  # colours of skin, and what joins or draws an emoji
SMILES = re.compile(r"(?<!\S)[:;]-?[)D](?!\S)|(?<=\w)\s?[:;]-?\)(?!\S)|\^\^")
STOPS = re.compile(r"(?<!\.)\.(?!\.)|[,!¡;:–—。、！，\-]")  # an ellipsis is none: it leaves something unsaid
QUESTION = re.compile("[?\uff1f\u061f\u037e\u055e\u00bf]")  # the Greek one would pass for a semicolon
APOSTROPHES = str.maketrans("’‘´`", "''''")


def said(text: str, *, names: Iterable[str] = ()) -> Said:
    """What a message says; ``names`` are those by which the customer may call who wrote to them.

    Takes well below a millisecond. ``MORE`` for any text of more than ``MOST_CHARACTERS`` or
    ``MOST_WORDS``, and for any with a question mark.
    """
    if len(text) > MOST_CHARACTERS or QUESTION.search(text):
        return Said.MORE
    words, is_thankful = _words(text, {name.casefold() for name in names})
    if len(words) > MOST_WORDS:
        return Said.MORE
    if not words:
        return Said.THANKS if is_thankful else Said.MORE
    found = {_in(code, words) for code in LANGUAGES} - {Said.MORE}
    if Said.WORKS in found:
        return Said.WORKS
    return Said.THANKS if is_thankful and _only_joins(words) else next(iter(found), Said.MORE)


def _words(text: str, names: set[str]) -> tuple[list[str], bool]:
    """The words without names, stops and emoji, and whether an emoji says thanks. What else stands there is a word."""
    plain = unicodedata.normalize("NFKC", PASSES.sub("", text)).translate(APOSTROPHES)
    bare = "".join(" " if char in THANKFUL else char for char in SMILES.sub(" ", plain))
    spaced = STOPS.sub(" ", bare).casefold().split()
    return [word for word in spaced if word not in names], any(char in THANKFUL for char in plain)


def _in(code: str, words: list[str]) -> Said:
    """What the words say in one language; ``MORE`` where they are not all of its phrases."""
    text = "".join(words) if code in UNSPACED else " ".join(words)
    grammar, works, thanks = PATTERNS[code]
    if (code in UNSPACED and len(text) > MOST_UNSPACED) or not grammar.fullmatch(text):
        return Said.MORE
    if works.search(text):
        return Said.WORKS
    return Said.THANKS if thanks.search(text) else Said.MORE


def _only_joins(words: list[str]) -> bool:
    """Whether the words only lead to the emoji, as in "perfect 👍"."""
    text = " ".join(words)
    return any(joins.fullmatch(text) for joins in JOINS)


def _phrases(listed: str) -> list[str]:
    return [re.escape(unicodedata.normalize("NFKC", each).casefold()) for each in listed.split(", ")]


def _whole(phrases: list[str], gap: str) -> re.Pattern[str]:
    """A text of nothing but these phrases; the longer first, so that few are tried twice."""
    one = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?:{one})(?:{gap}(?:{one}))*")


def _patterns(code: str, language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    thanks, works, joins = _phrases(language.thanks), _phrases(language.works), _phrases(language.joins)
    gap, edge = ("", "") if code in UNSPACED else (" ", r"\b")
    if code in UNSPACED:
        thanks, works, joins = ([each.replace(r"\ ", "") for each in every] for every in (thanks, works, joins))
    return (
        _whole([*thanks, *works, *joins], gap),
        re.compile(f"{edge}(?:{'|'.join(works)}){edge}"),
        re.compile(f"{edge}(?:{'|'.join(thanks)}){edge}"),
    )


PATTERNS = {code: _patterns(code, language) for code, language in LANGUAGES.items()}
JOINS = [_whole(_phrases(language.joins), " ") for language in LANGUAGES.values()]
