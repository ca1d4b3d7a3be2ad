"""Labels in other languages than English: ``Clé secrète : …``, ``Пароль：…``. The value stands behind the sign.

What is written with plain letters alone (``wachtwoord``, ``heslo``) is a name like any other, in the lexicon.
"""

import re

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_placeholder
from triage.engine.redaction.shape import is_hintful, is_prose, is_random

_PASSWORDS = (
    "hasło", "lösenord", "şifre", "jelszó", "пароль", "パスワード", "비밀번호", "密码", "密碼", "口令", "mật khẩu",
    "κωδικός", "סיסמה", "كلمة المرور", "รหัสผ่าน",
)  # fmt: skip
_KEYS = (
    "geheimer schlüssel", "geheimschlüssel", "api-schlüssel", "zugriffsschlüssel", "zugangsschlüssel",
    "zugangstoken", "zugriffstoken", "clé secrète", "clé api", "clé d'api", "clé d’api", "clé d'accès", "clé privée",
    "jeton d'accès", "jeton d’accès", "jeton", "clave secreta", "clave de api", "clave api", "clave privada",
    "token de acceso", "chave secreta", "chave de api", "chave da api", "chave privada", "token de acesso",
    "chiave segreta", "chiave api", "token di accesso", "geheime sleutel", "toegangstoken", "api-sleutel",
    "tajny klucz", "klucz api", "token dostępu", "tajný klíč", "klíč api", "přístupový token", "hemlig nyckel",
    "api-nyckel", "åtkomsttoken", "hemmelig nøgle", "hemmelig nøkkel", "api-nøgle", "api-nøkkel", "salainen avain",
    "gizli anahtar", "api anahtarı", "erişim belirteci", "секретный ключ", "секретний ключ", "api-ключ", "ключ api",
    "токен доступа", "токен", "apiキー", "シークレットキー", "秘密鍵", "アクセスキー", "アクセストークン", "トークン",
    "api 키", "api키", "비밀 키", "시크릿 키", "액세스 토큰", "토큰", "api密钥", "api 密钥", "访问令牌", "令牌", "密钥",
    "密鑰", "私钥",
)  # fmt: skip
_KINDS = dict.fromkeys(_PASSWORDS, "password") | dict.fromkeys(_KEYS, "token")
LABEL_LITERALS = tuple(_KINDS)
_VALUE = re.compile(
    r"""["'`*_）)]{0,3}[ \t]*(?:[:：=＝][ \t]*|\r?\n[ \t]*)["'`*_「『“«]{0,3}"""
    r"""(?P<value>[^\s"'`,;|<>\u0080-\U0010ffff]{4,512}+)(?!\w)"""
)
_EDGES = "*_.!?"


def label(paste: Paste, start: int, literal: str) -> list[Find]:
    """The value of the label at ``start``; a password is any word that is no sentence, a key looks like one."""
    end = start + len(literal)
    match = _VALUE.match(paste.text, end)
    if match is None:
        return []
    value, kind = match.group("value"), _KINDS[literal]
    if kind == "token" or is_random(value.rstrip(_EDGES)):
        value = value.rstrip(_EDGES)
    if is_placeholder(value) or is_prose(value):
        return []
    if not (is_hintful(value) or is_random(value) or (kind == "password" and not value.isalpha() and len(value) >= 6)):
        return []
    begin = match.start("value")
    return [Find(begin, begin + len(value), kind, paste.text[start:end], "label")]
