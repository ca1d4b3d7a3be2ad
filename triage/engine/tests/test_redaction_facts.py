"""What a mask says of what it hides: scheme, JSON type, quotes, times, keyprint; where else a secret stands."""

import base64
import json

import pytest

from triage.engine.redaction import Mask, redact

TOKEN = "Kx81mZq0Pw37LdTe92RsVbYc46"


def only(text: str) -> Mask:
    masked = redact(text)
    assert len(masked.masks) == 1, masked.text
    return masked.masks[0]


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def token(header: object, payload: object) -> str:
    return f"{segment(header)}.{segment(payload)}.{TOKEN}{TOKEN}"


def basic(pair: str) -> str:
    return base64.b64encode(pair.encode()).decode()


def test_the_scheme_stays_and_is_told() -> None:
    masked = redact(f"Authorization: Bearer {TOKEN}")
    assert masked.text.startswith("Authorization: Bearer ~masked.bearer.")
    assert (masked.masks[0].name, masked.masks[0].facts.scheme, masked.masks[0].facts.length) == (
        "Authorization",
        "Bearer",
        26,
    )


def test_a_credential_without_a_scheme_has_none() -> None:
    assert only(f"Authorization: {TOKEN}").facts.scheme == ""


def test_quotes_that_were_pasted_around_the_credential_are_told_and_stay() -> None:
    masked = redact(f'Authorization: Bearer "{TOKEN}"')
    assert masked.masks[0].facts.quoted
    assert masked.text.count('"') == 2


def test_blanks_inside_the_quotes_are_told_and_stay() -> None:
    masked = redact(f'{{"api_key": " {TOKEN}\\n"}}')
    assert masked.masks[0].facts.blank
    assert masked.text.endswith('~\\n"}')


@pytest.mark.parametrize(
    ("text", "kind"), [('{"pin": 1234}', "number"), ('{"pin": "1234"}', "string"), ("pin=1234", "")]
)
def test_the_json_type_is_told(text: str, kind: str) -> None:
    assert only(text).facts.json_type == kind


def test_a_token_tells_its_header_and_its_times_but_not_its_subject() -> None:
    header = {"alg": "RS256", "typ": "JWT", "kid": "k-2026"}
    payload = {"sub": "jane", "exp": 1800000000, "nbf": 1790000000, "iat": 1790000001, "aud": ["api", "web"]}
    facts = only(f"Authorization: Bearer {token(header, payload)}").facts
    assert (facts.alg, facts.typ, facts.kid) == ("RS256", "JWT", "k-2026")
    assert (facts.exp, facts.nbf, facts.iat, facts.aud) == (1800000000, 1790000000, 1790000001, ("api", "web"))
    assert "jane" not in repr(facts)


@pytest.mark.parametrize("payload", [{"exp": "soon"}, {"exp": True}, {"exp": 1e300}, {"aud": 5}, [], "x", None])
def test_a_token_with_odd_claims_is_masked_all_the_same(payload: object) -> None:
    facts = only(f"Bearer {token({'alg': 'none'}, payload)}").facts
    assert (facts.alg, facts.exp, facts.aud) == ("none", None, ())


def test_test_and_live_keys_are_told_apart() -> None:
    assert only("key sk_" + f"test_{TOKEN}").facts.mode == "test"
    assert only("key acme_prod_" + TOKEN).facts.mode == "live"


def test_passwords_and_codes_have_no_keyprint_and_no_last_four() -> None:
    for text in (
        "password=Winter2031!",
        "password=maple-otter-velvet-42",
        '{"otp": "482913"}',
        "cvv=123",
        "https://u:Winter2031@h/",
    ):
        mask = only(text)
        assert (mask.keyprint, mask.last4) == ("", "")


def test_a_card_shows_its_last_four_and_no_keyprint() -> None:
    mask = only('{"number": "4242 4242 4242 4242"}')
    assert (mask.kind, mask.keyprint, mask.last4) == ("card", "", "4242")


def test_a_short_key_shows_no_last_four() -> None:
    assert only("api_key=Kx81mZq0Pw37").last4 == ""


def test_basic_has_the_keyprint_of_the_key_in_it() -> None:
    expected = only(f"Bearer {TOKEN}").keyprint
    assert only(f"Authorization: Basic {basic(TOKEN + ':')}").keyprint == expected
    assert only(f"Authorization: Basic {basic('api:' + TOKEN)}").keyprint == expected
    assert only(f"Authorization: Basic {basic('jane:Winter2031!')}").keyprint == ""


def test_percent_encoding_and_json_escapes_do_not_change_a_keyprint() -> None:
    secret = "Kx81mZq0/Pw37LdTe92Rs+VbYc46=="
    plain = only(f"client_secret: {secret}").keyprint
    assert (
        only(
            f"https://x.test/?client_secret={secret.replace('/', '%2F').replace('+', '%2B').replace('=', '%3D')}"
        ).keyprint
        == plain
    )
    escaped = secret.replace("/", "\\/")
    assert only(f'{{"client_secret": "{escaped}"}}').keyprint == plain


def test_a_secret_is_masked_wherever_else_it_stands() -> None:
    secret = "Kx81mZq0/Pw37LdTe92Rs+VbYc46"
    masked = redact(
        f"api_key={secret}\nI wrote {secret} and then {secret.replace('/', '%2F').replace('+', '%2B')} there"
    )
    assert masked.text.count("~masked.") == 3
    assert len({mask.keyprint for mask in masked.masks}) == 1
    assert [mask.detector for mask in masked.masks[1:]] == ["propagated", "propagated"]


def test_the_password_inside_basic_is_masked_in_the_prose_too() -> None:
    assert (
        "Winter2031"
        not in redact(f"Authorization: Basic {basic('jane:Winter2031!')}\nI use Winter2031! since May").text
    )


def test_a_password_that_is_a_word_is_not_masked_in_prose() -> None:
    masked = redact('{"password": "summer"} fails since last summer')
    assert masked.text.endswith("fails since last summer")
    assert len(masked.masks) == 1


def test_contacts_are_masked_only_when_asked() -> None:
    text = "write to jane@x.test or call +1 415 555 2671"
    assert redact(text).text == text
    assert [mask.kind for mask in redact(text, contacts=True).masks] == ["email", "phone"]


@pytest.mark.parametrize(
    "text", ["git@github.com:acme/x.git", "ssh://git@github.com/x", "logo@2x.png", "Message-ID: <a1.b2@mail.x.test>"]
)
def test_what_only_looks_like_an_address_stays(text: str) -> None:
    assert redact(text, contacts=True).text == text


def test_the_armour_of_a_private_key_stays() -> None:
    body = f"{TOKEN}{TOKEN}\n{TOKEN}{TOKEN}"
    masked = redact(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----")
    lines = masked.text.split("\n")
    assert (len(lines), lines[0], lines[2]) == (3, "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")
    assert masked.masks[0].last4 == ""


@pytest.mark.parametrize("tail", ["\\n", "\\\\n", "\\", "n", "\\n\\n\\n" * 20, '"', ""])
def test_a_private_key_cut_short_is_masked_and_ends(tail: str) -> None:
    assert TOKEN not in redact(f"-----BEGIN RSA PRIVATE KEY-----\\n{TOKEN}{TOKEN}{tail}").text
    assert redact(f"-----BEGIN RSA PRIVATE KEY-----{tail}").text


@pytest.mark.parametrize(("pair", "stands_in"), [("jane:undefined", True), ("$USER:Xk29mQz7", True), ("jane:", False)])
def test_the_facts_tell_that_basic_hides_a_placeholder(pair: str, *, stands_in: bool) -> None:
    credential = base64.b64encode(pair.encode()).decode()
    assert only(f"Authorization: Basic {credential}").facts.placeholder is stands_in


def test_base64_of_json_with_a_credential_in_it_is_masked_whole() -> None:
    text = base64.b64encode(json.dumps({"apiKey": TOKEN, "region": "eu"}).encode()).decode()
    assert only(f"x-client-config: {text}\n").detector == "base64"


def test_a_number_that_only_its_name_tells_is_masked_where_it_is_repeated_bare() -> None:
    masked = redact('{"phone": "01712345678"} please call 01712345678, order 01712345679', contacts=True)
    assert masked.text.count("~masked.phone") == 2
    assert masked.text.endswith("order 01712345679")
