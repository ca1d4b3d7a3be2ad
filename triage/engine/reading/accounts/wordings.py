"""How clients word that no answer came: one form per tool, with the code that its documentation gives the error.

The group ``code`` is the code; without it ``name`` is, else what was matched. Sources: Node's "Common system errors",
Chrome's list of network errors, the exceptions of requests, httpx, aiohttp and urllib3, Java's ``java.net``, Go's
``net``, .NET's ``WebExceptionStatus``, libcurl's errors as PHP shows them, Ruby's ``Net::HTTP`` and Faraday.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """How one tool says it. One of ``hints`` must stand in the text."""

    tool: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    name: str = ""


def _wording(tool: str, hints: tuple[str, ...], pattern: str, name: str = "") -> Wording:
    return Wording(tool, hints, re.compile(pattern, re.MULTILINE), name)


WORDINGS = (
    _wording(
        "node",
        (
            "ENOTFOUND",
            "ECONN",
            "ETIMEDOUT",
            "EAI_AGAIN",
            "EPIPE",
            "EPROTO",
            "UNREACH",
            "CERT",
            "UNABLE_TO",
            "ERR_",
            "HPE_",
        ),
        r"\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ECONNABORTED|EAI_AGAIN|EPIPE|EPROTO|EHOSTUNREACH|ENETUNREACH|"
        r"CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|"
        r"UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|ERR_TLS_CERT_ALTNAME_INVALID|"
        r"ERR_SSL_WRONG_VERSION_NUMBER|ERR_INVALID_CHAR|HPE_INVALID_CONSTANT|"
        r"UND_ERR_(?:CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET))\b",
    ),
    _wording("browser", ("net::ERR_",), r"\bnet::ERR_[A-Z_]{3,60}"),
    _wording(
        "browser",
        ("TypeError: ",),
        r"\bTypeError: (?:Failed to fetch|NetworkError[^\n]{0,120}|Load failed)",
    ),
    _wording(
        "browser", ("CORS policy", "Cross-Origin Request Blocked"), r"CORS policy|Cross-Origin Request Blocked", "CORS"
    ),
    _wording(
        "python",
        ("requests.", "urllib3.", "httpx.", "httpcore.", "aiohttp."),
        r"\b(?:requests|urllib3|httpx|httpcore|aiohttp)(?:\.\w{1,40}){0,4}\.(?P<code>ConnectionError|SSLError|"
        r"ConnectTimeout|ReadTimeout|Timeout|ProxyError|MaxRetryError|NewConnectionError|ConnectError|ReadError|"
        r"RemoteProtocolError|ClientConnectorError|NameResolutionError|ClientConnectorDNSError|"
        r"ClientConnectorCertificateError|ConnectTimeoutError|ReadTimeoutError|TooManyRedirects|InvalidURL|"
        r"MissingSchema|InvalidSchema|InvalidHeader|ChunkedEncodingError)\b",
    ),
    _wording(
        "python",
        ("gaierror", "urlopen error", "RemoteDisconnected", "ConnectionRe", "SSLCertVerificationError"),
        r"\b(?:socket\.(?P<code>gaierror|timeout)|URLError(?=: <urlopen error)|RemoteDisconnected(?=:)|"
        r"Connection(?:Refused|Reset)Error|SSLCertVerificationError)\b",
    ),
    _wording(
        "java",
        ("Exception",),
        r"\b(?:java\.net|java\.net\.http|javax\.net\.ssl|java\.nio\.channels|org\.apache(?:\.\w{1,30}){1,6}|okhttp3"
        r"(?:\.\w{1,30}){0,6}|io\.netty(?:\.\w{1,30}){1,4}|io\.ktor(?:\.\w{1,30}){1,5})\.(?P<code>(?:UnknownHost|"
        r"SocketTimeout|Connect|NoRouteToHost|Socket|HttpConnectTimeout|HttpTimeout|HttpRequestTimeout|SSLHandshake|"
        r"SSLPeerUnverified|SSL|ConnectTimeout|HttpHostConnect|UnresolvedAddress|ReadTimeout|NoHttpResponse)Exception)\b",
    ),
    _wording(
        "go",
        ("dial tcp", "deadline exceeded", "x509: ", "net/http: ", "tls: ", "read tcp"),
        r"\b(?:(?:dial|read) tcp[^\n]{0,300}?: (?P<code>no such host|i/o timeout|connection refused|connection reset "
        r"by peer|no route to host|network is unreachable|server misbehaving)"
        r"|context deadline exceeded|x509: certificate [^\n]{1,60}|net/http: (?:request canceled|TLS handshake timeout|"
        r"timeout awaiting response headers|invalid header field value)"
        r"|tls: (?:handshake failure|failed to verify certificate))",
    ),
    _wording(
        "powershell",
        ("remote name", "Remotename", "nom distant"),
        r"The remote name could not be resolved|Der Remotename konnte nicht aufgelöst werden|"
        r"Le nom distant n['’]a pas pu être résolu",
        "NameResolutionFailure",
    ),
    _wording(
        "powershell",
        ("remote server", "Remoteserver kann nicht", "serveur distant"),
        r"Unable to connect to the remote server|Die Verbindung mit dem Remoteserver kann nicht hergestellt werden|"
        r"Impossible de se connecter au serveur distant",
        "ConnectFailure",
    ),
    _wording(
        "powershell",
        ("underlying connection", "zugrunde liegende Verbindung", "connexion sous-jacente"),
        r"The underlying connection was closed|Die zugrunde liegende Verbindung wurde geschlossen|"
        r"La connexion sous-jacente a été fermée",
        "ConnectionClosed",
    ),
    _wording(
        "powershell",
        ("operation has timed out", "Timeout für Vorgang", "attente de l"),
        r"The operation has timed out|Timeout für Vorgang überschritten|"
        r"Le délai d['’]attente de l['’]opération a expiré",
        "Timeout",
    ),
    # PowerShell 7 prints .NET's own error behind the cmdlet's name.
    _wording(
        "powershell",
        ("nvoke-",),
        r"^Invoke-(?:RestMethod|WebRequest) ?: (?:"
        r"Name or service not known|nodename nor servname provided|No such host is known|"
        r"Resource temporarily unavailable|Der angegebene Host ist unbekannt|Hôte inconnu"
        r")",
        "NameResolutionFailure",
    ),
    _wording(
        "powershell",
        ("nvoke-",),
        r"^Invoke-(?:RestMethod|WebRequest) ?: (?:"
        r"No connection could be made|Connection refused|Network is unreachable|No route to host|"
        r"Es konnte keine Verbindung hergestellt werden|Aucune connexion n['’]a pu être établie|"
        r"No se puede establecer una conexión"
        r")",
        "ConnectFailure",
    ),
    _wording(
        "powershell",
        ("nvoke-",),
        r"^Invoke-(?:RestMethod|WebRequest) ?: (?:"
        r"The request was canceled due to the configured HttpClient\.Timeout|"
        r"The operation was canceled|A task was canceled"
        r")",
        "Timeout",
    ),
    _wording(
        "powershell",
        ("nvoke-",),
        r"^Invoke-(?:RestMethod|WebRequest) ?: (?:"
        r"An error occurred while sending the request|The response ended prematurely"
        r")",
        "ConnectionClosed",
    ),
    _wording(
        "powershell",
        ("nvoke-",),
        r"^Invoke-(?:RestMethod|WebRequest) ?: (?:"
        r"The SSL connection could not be established|The remote certificate is invalid|"
        r"Die SSL-Verbindung konnte nicht hergestellt werden"
        r")",
        "SecureConnectionError",
    ),
    _wording(
        "dotnet",
        ("HttpRequestException", "TaskCanceledException", "SocketException", "AuthenticationException"),
        r"\b(?P<code>HttpRequestException|TaskCanceledException|SocketException|AuthenticationException)"
        r"(?: \(0x[0-9A-F]{1,8}\))?"
        r"(?: \([0-9]{1,8}\))?: (?!Response status)",
    ),
    _wording(
        "dotnet",
        ("such host is known", "Host ist unbekannt", "Hôte inconnu"),
        r"No such host is known|Der angegebene Host ist unbekannt|Hôte inconnu",
        "HostNotFound",
    ),
    _wording(
        "dotnet", ("SSL connection could not",), r"The SSL connection could not be established", "SecureConnectionError"
    ),
    _wording(
        "rust",
        ("error sending request", "reqwest::Error"),
        r"\b(?:error sending request for url|reqwest::Error \{ kind: (?:Request|Connect|Body|Decode))"
        r"(?:[^\n]{0,600}?(?P<code>dns error|operation timed out|onnection refused|onnection reset|certificate))?",
        "request",
    ),
    # OkHttp, urllib, .NET, Ruby and java.net.http on a line break in a header's value.
    _wording(
        "client",
        ("Unexpected char 0x", "Invalid header value b", "New-line characters", "cannot include CR", "message header"),
        r"Unexpected char 0x[0-9a-f]{1,4} at [0-9]{1,6} in |Invalid header value b['\"]|"
        r"New-line characters are not allowed|header field value cannot include CR|"
        r"illegal character\(s\) in message header",
        "InvalidHeader",
    ),
    _wording("php", ("cURL error ",), r"\bcURL error (?P<code>[0-9]{1,3})(?=:)"),
    _wording(
        "php",
        (" timed out after ", "Failed to connect to ", "t connect to server", "SSL certificate problem", "Empty reply"),
        r"(?:(?<![\w.])(?P<code>[1-9][0-9]?)[: -]{1,3})?"
        r"(?:(?:Operation|Connection|Resolving) timed out after [0-9]{1,9} m"
        r"s?(?:illiseconds)?|Failed to connect to \S{1,300} port [0-9]{1,5}|Could(?:n't| not) connect to server"
        r"|SSL certificate problem|Empty reply from server)",
    ),
    _wording("perl", ("500 Can't connect to ",), r"500 Can't connect to \S{1,300}", "500"),
    _wording(
        "php",
        ("php_network_getaddresses", "Could not resolve host", "timeout reached for"),
        r"php_network_getaddresses|Could not resolve host|Idle timeout reached for",
    ),
    _wording(
        "ruby",
        ("Faraday::", "Timeout", "Errno::", "SocketError", "SSLError", "HTTP::ConnectionError", "ResolutionError"),
        r"\b(?:Faraday::(?:ConnectionFailed|TimeoutError|SSLError)|Net::(?:Open|Read|Write)Timeout|Errno::E[A-Z]{3,20}|"
        r"SocketError(?=[: (]|$)|Socket::ResolutionError|OpenSSL::SSL::SSLError|HTTP::ConnectionError|"
        r"RestClient::Exceptions::(?:Open|Read)Timeout)",
    ),
    _wording(
        "wget",
        ("wget: ", "wget : ", "failed: ", "fehlgeschlagen: ", "échec"),
        r"^wget ?: [^\n]{3,200}|^(?:Resolving|Connecting to|Auflösen de[rs]|Verbindungsaufbau zu|Résolution de|"
        r"Connexion à)[^\n]{1,200}(?:failed|fehlgeschlagen|échec) ?: ?[^\n]{0,200}",
        "4",
    ),
    _wording("httpie", ("http: error: ", "https: error: "), r"^https?: error: (?P<code>\w{1,60})"),
)
# Said where nothing above is: what lies beneath was not printed.
LAST = (
    _wording("node", ("fetch failed",), r"\bTypeError: fetch failed", "fetch failed"),
    _wording("node", ("socket hang up",), r"\bsocket hang up", "socket hang up"),
)
