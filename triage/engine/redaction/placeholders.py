"""What must stay because it is evidence: markers, values that are masked already, placeholders, code expressions."""

import re
from urllib.parse import unquote

from triage.engine.redaction.marker import MARKER, MARKER_START

_EMPTY = re.compile(
    r"(?:undefined|null|none|nil|nan|true|false|\[?object object\]?|\(null\)|<null>|"
    r"empty|void|void 0|~|![a-z:-]{1,24}(?: .*)?)",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    r"""(?x)
      \$[A-Za-z_][\w.:]{0,80}                 # $TOKEN, $env:TOKEN
    | \$\{[^{}]{1,120}\} | \$\([^()]{1,120}\) | \$\{\{[^{}]{1,120}\}\} | \#\{[^{}]{1,120}\}
    | \\\([^()]{1,120}\)                       # Swift's \(token)
    | \{\{\{?[^{}]{1,120}\}?\}\} | \{[\w.\[\]'"() -]{0,80}\}
    | <[^<>]{1,120}> | &lt;[^<>&]{1,120}&gt; | %3C[\w%.-]{1,120}%3E
    | %[A-Za-z_][\w.]{0,60}% | %(?:\(\w+\))?[sdv] | %@ | \[[A-Za-z_][\w .'-]{1,60}\] | \(\w[\w .'-]{1,60}\)
    | __[A-Z][A-Z0-9_]{1,60}__ | @@?[A-Za-z_][\w.-]{0,60}@?@? | %7B%7B[\w%.-]{1,120}%7D%7D | :[a-z_]{3,30} | \?
    """
)
_VARIABLE_SIGNS = frozenset("$#{<&%[(_@:?\\")
# Digits in two places among letters: no stand-in looks so, nearly every key does.
_MADE = re.compile(r"[A-Za-z]*+[0-9]++[A-Za-z]++[0-9][A-Za-z0-9]*+")
_STAND_IN = re.compile(
    r"""(?xi)
      (?:<|\[|\{)?(?:your|my|the|some|insert|replace|enter|put|paste|add|use)(?:[-_ ]?(?:own|real|actual|new|
      secret|client|
          private|public|access|refresh|auth|bearer|api|app|test|live|user|account|company|service|oauth|jwt|
          session|stripe|
          github|here|with|the|your|an?|in))*
          [-_ ]?(?:api)?[-_ ]?(?:key|token|secret|password|pass|pwd|credentials?|value|jwt|signature|cookie|id|
          code|here|it)s?
          (?:[-_ ]?(?:here|goes|value|please|\d))*(?:>|\]|\})?
    | (?:api|access|auth|bearer|secret|client|private)[-_ ]?(?:api)?[-_ ]?(?:key|token|secret|
    password)(?:[-_ ](?:here|value|goes))+
    | [\[<({*]{0,3}\ ?(?:redacted|filtered|masked|hidden|removed|omitted|secret[ _-]?removed|scrubbed|censored|
          sensitive|protected|private|stripped|snip(?:ped)?|elided|obfuscated|hidden[ _]for[ _]\w+)\ ?[\])}>*]{0,3}
    | \d{1,9}\ ?(?:bytes|characters|chars)                        # what kubectl shows of a secret
    | \.{2,}|…+|-{3,}|_{3,}|x{3,}|\?{2,}|\#{3,}
    """
)
# An instruction to the reader; hidden, as nobody knows, but told as a fact.
_SPOKEN = re.compile(
    r"[A-Z]{2,20}(?:[_-][A-Z]{2,20}){1,5}|(?i:(?:replace|change|fill|insert|put)[-_ ]?(?:me|this|it|in))"
)
_STARS = re.compile(r"[*•●·✱]{3,}|(?i:x{4,}|(?:xx+-)+xx+)|\.{3}|…|\[(?:redacted|filtered|masked)\]", re.IGNORECASE)
_CODE = re.compile(
    r"""(?x)
      (?:os|process|config|cfg|settings|self|this|env|ENV|secrets?|response|resp|res|req|request|data|args|argv|
      params|options|opts|
         ctx|context|app|credentials?|client|user|props|state|vault|System|Environment|session|auth|account|body|
         json|result|
         event|input|form|conf|Deno|Bun|import|window|document|localStorage|sessionStorage|cookies|headers|
         tokens?|keys?|
         keyring|getpass|crypto|uuid|base64|Rails|Setting|builder|configuration|properties)
         (?:\??\.|\[|->|::|!\.)[A-Za-z_\w.\[\]'"()?!$>:-]*
    | @Microsoft\.KeyVault\(.*
    | (?:Get|New|ConvertTo|Read|Import)-[A-Z]\w+
    | [a-z]{1,2}(?:,[\w.]+)+
    | [a-z][a-z_]*(?:\.[a-z][a-z0-9_]*){2,}                   # random_password.db.result
    | [A-Z][A-Za-z]{1,40}\ ?\|\ ?(?:None|null|undefined|[A-Z][A-Za-z]+)\b.* | String\ by\ .*
    | (?:never|any|unknown|string|String|object)(?:\ ?[|&]\ ?[\w<>\[\]]+)*[;,]? | [A-Z]\w*<[\w<>,\ |\[\]]+>[;,]?
    | (?:await\ |new\ |\w+\()[\w.$]*.*
    | [A-Za-z_$][\w$.:>-]{0,80}\(.*
    | [A-Za-z_$][\w$.]{0,60}\[.*
    | (?:f|str|lambda|function|fun|fn|async|await|new|typeof|not|if|return)\b.*
    """
)
_STAR_SIGNS = ("***", "...", "…", "xx", "XX", "xX", "Xx", "[", "••", "●●", "··", "✱✱")
_ALNUM = re.compile(r"\w")
_STAR_ROOM = 20
_PLAINLY = 20


def is_made(value: str) -> bool:
    """Whether ``value`` is so plainly made by a machine that it stands for nothing else: 20 letters and digits."""
    return len(value) >= _PLAINLY and _MADE.fullmatch(value) is not None and "xxx" not in value.lower()


def is_placeholder(value: str) -> bool:
    """Whether ``value`` stands for a credential without being one, or was masked before it came here."""
    if not value or not _ALNUM.search(value[:200]):
        return True
    if MARKER_START in value and MARKER.search(value):
        return True
    if len(value) > 200:
        return _STARS.search(value[:200]) is not None and len(value.strip("*•●·✱xX.…")) <= _STAR_ROOM
    if _MADE.fullmatch(value) and "xxxx" not in value.lower():
        return False
    if value[0] in _VARIABLE_SIGNS and _VARIABLE.fullmatch(value):
        return True
    if _EMPTY.fullmatch(value) or _STAND_IN.fullmatch(value):
        return True
    if "%5B" in value or "%3C" in value or "%7B" in value:
        return is_placeholder(unquote(value))
    return _is_starred(value)


def stands_for_one(value: str) -> bool:
    """Whether ``value`` is hidden all the same but stands for a credential in all likelihood: ``REPLACE_ME``."""
    return is_placeholder(value) or _SPOKEN.fullmatch(value) is not None


def _is_starred(value: str) -> bool:
    """A key of which the middle was taken out: ``sk_live_****1234``, ``abcd...wxyz``, ``xxxx-xxxx-1234``."""
    if not any(map(value.__contains__, _STAR_SIGNS)):
        return False
    match = _STARS.search(value)
    return match is not None and len(value) - len(match.group()) <= _STAR_ROOM


def is_code(value: str) -> bool:
    """Whether an unquoted value is an expression of code (``os.environ["API_TOKEN"]``) rather than a literal."""
    return _CODE.fullmatch(value[:400]) is not None
