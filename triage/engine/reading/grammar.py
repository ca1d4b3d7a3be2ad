"""The patterns that several readers share, each under the line of the specification it follows."""

import re

from triage.engine.reading.source import LinePattern

# token = 1*tchar ; RFC 9110 section 5.6.2
TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 (a pattern)

# RFC 9110 section 9, RFC 5789 (PATCH), RFC 4918 section 9 (WebDAV).
METHODS = (
    "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT|QUERY|"
    "PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|PURGE|LINK|UNLINK|SEARCH"
)

# HTTP-version = "HTTP" "/" DIGIT "." DIGIT ; RFC 9112 section 2.3. Tools write HTTP/2 and HTTP/3 without a dot.
VERSION = r"HTTP/[0-9](?:\.[0-9])?"

# What ends a command: a line with nothing but blanks.
BLANK_LINE = re.compile(r"\n[ \t]*\n")

# What customers leave unsaid is a version; then the target must look like one: a path, a URL or a variable.
LOOSE_TARGET = r"(?:/|https?://|\{\{|<|\$|[a-z0-9-]+(?:\.[a-z0-9-]+)+[/:?])[^\s]*"

# What stands in front of a start line where somebody labelled it: "Response: HTTP/2 422".
LABEL = r"(?:[^\W\d_][^\n:{}<>\"'/]{0,30}:[ \t]+)?"

# request-line = method SP request-target SP HTTP-version ; RFC 9112 section 3. Blanks in the target are a common
# mistake, so a line that ends in a version may hold them.
REQUEST_LINE = LinePattern(
    rf"[ \t]*{LABEL}(?:(?P<method>{TOKEN})[ \t]+(?P<target>\S++(?:[ \t]++\S++){{0,12}}?)[ \t]++(?P<version>{VERSION})"
    rf"|(?P<loose_method>{METHODS})[ \t]+(?P<loose_target>{LOOSE_TARGET}))[ \t]*$",
)

# status-line = HTTP-version SP status-code SP [ reason-phrase ] ; RFC 9112 section 4
STATUS_LINE = LinePattern(
    rf"[ \t]*{LABEL}(?:{VERSION}|HTTP)[ \t]+(?P<status>[1-9][0-9][0-9])(?:[ \t]+(?P<reason>[^\n]{{0,200}}?))?[ \t]*$",
)

# The registered reason phrases (RFC 9110 section 15, RFC 6585, and both names of 413, 414, 416 and 422), and those of
# widely used servers. A line of its own such as ``401 UNAUTHORIZED 317ms`` is a status line when it holds one.
REASONS = (
    "Continue|Switching Protocols|Processing|Early Hints|OK|Created|Accepted|Non-Authoritative Information|No Content|"
    "Reset Content|Partial Content|Multi-Status|Already Reported|IM Used|Multiple Choices|Moved Permanently|Found|"
    "Moved Temporarily|See Other|Not Modified|Use Proxy|Temporary Redirect|Permanent Redirect|Bad Request|"
    "Unauthori[sz]ed|Authorization Required|Payment Required|Forbidden|Not Found|Method Not Allowed|Not Acceptable|"
    "Proxy Authentication Required|Request Time-?out|Conflict|Gone|Length Required|Precondition Failed|"
    "Request Entity Too Large|Payload Too Large|Content Too Large|Request-URI Too (?:Long|Large)|URI Too Long|"
    "Unsupported Media Type|Requested Range Not Satisfiable|Range Not Satisfiable|Expectation Failed|I'm a teapot|"
    "Misdirected Request|Unprocessable Entity|Unprocessable Content|Locked|Failed Dependency|Too Early|"
    "Upgrade Required|Precondition Required|Too Many Requests|Request Header Fields Too Large|"
    "Unavailable For Legal Reasons|Client Closed Request|Internal Server Error|Not Implemented|Bad Gateway|"
    "Service (?:Temporarily )?Unavailable|Gateway Time-?out|HTTP Version Not Supported|Variant Also Negotiates|"
    "Insufficient Storage|Loop Detected|Not Extended|Network Authentication Required"
)
ODD_STATUS_LINE = LinePattern(
    r"[ \t]*(?:(?:HTTP(?:/[0-9.]+)?[ \t]+)?(?:Response[ \t]+)?"
    r"(?:Status(?:[ \t]*Code)?|Response(?:[ \t]+Code)?)[ \t]*[:=]?[ \t]*)?"
    rf"(?P<status>[1-5][0-9][0-9])[ \t]*[-:–—]?[ \t]*\(?(?P<reason>{REASONS})\)?"
    r"(?P<rest>(?:[ \t]+|[ \t]*[|·•,][ \t]*)[0-9.]+[ \t]*(?:ms|s|B|KB|bytes)\b)*[ \t]*$",
    re.IGNORECASE,
)

# field-line = field-name ":" OWS field-value OWS ; RFC 9112 section 5. HTTP/2 pseudo-fields begin with a colon
# (RFC 9113 section 8.3); tools print a blank between name and colon, which section 5.1 forbids on the wire.
FIELD_LINE = re.compile(rf"[ \t]*(?P<name>:?{TOKEN})[ \t]*:[ \t]*(?P<value>(?:[^\n]*\S)?)[ \t]*(?=\n|\Z)")

KNOWN_METHOD = re.compile(rf"(?:{METHODS})\Z")
