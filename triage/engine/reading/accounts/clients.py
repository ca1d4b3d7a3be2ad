"""How clients word a response that they raise as an error: one form per library, most telling first.

Each form names only what its library prints: always ``status``, and ``reason``, ``method`` and ``url`` where it does.
Sources: the libraries' public code and documentation, named beside each form.
"""

import re
from dataclasses import dataclass

from triage.engine.reading.grammar import METHODS, REASONS

STATUS = r"(?P<status>[1-5][0-9][0-9])(?![0-9])"
METHOD = rf"(?P<method>{METHODS})"
URL = r"(?P<url>https?://[^\s\"'`<>\[\]()]{1,4000})"
ANY_URL = r"(?P<url>[^\s\"'`<>]{1,4000})"
REASON = rf"(?P<reason>{REASONS})\b"


@dataclass(frozen=True, slots=True)
class Form:
    """One wording. ``hint`` must stand in the text; ``opening`` is what the body is set in behind the message.

    An opening of ``"`` or ``[`` closes at its line's end; ``\\n`` says that any text on the next line is the body.
    """

    hint: str
    pattern: re.Pattern[str]
    opening: str = ""


def _form(hint: str, pattern: str, opening: str = "") -> Form:
    return Form(hint, re.compile(pattern), opening)


FORMS = (
    # Guzzle, BodySummarizer: "Client error: `POST https://…` resulted in a `400 Bad Request` response:" and the body
    _form(
        "resulted in",
        rf"(?:Client|Server) error: `{METHOD} {ANY_URL}` resulted in an? "
        rf"`{STATUS}(?: (?P<reason>[^`\n]{{0,60}}))?` response:?",
        "\n",
    ),
    # Guzzle 5 and Guzzle 3
    _form(
        "[status code]",
        rf"error response\s{{1,4}}(?:\[url\] {ANY_URL}\s)?\[status code\] {STATUS}(?:\s\[reason phrase\] {REASON})?",
    ),
    # OpenFeign, FeignException.errorStatus
    _form(
        " during [",
        rf"Feign\w{{0,20}}Exception(?:\$\w{{1,60}})?: \[{STATUS}(?: (?P<reason>[^\]\n]{{0,60}}))?\] during "
        rf"\[{METHOD}\] to \[{ANY_URL}\] \[[^\]\n]{{0,300}}\]:?",
        "[",
    ),
    _form(" reading ", rf"FeignException(?:\$\w{{1,60}})?: status {STATUS} reading [^\n;]{{0,300}}(?:; content:)?"),
    # Spring, RestClientResponseException (the request is named since 6.1)
    _form(
        "Exception",
        r"(?:Http(?:Client|Server)ErrorException|RestClientResponseException|UnknownHttpStatusCodeException)"
        rf"(?:[$.]\w{{1,40}})?: {STATUS}(?: (?P<reason>[A-Z][A-Za-z' -]{{0,60}}?)(?=:| on |\n|\Z))?"
        rf"(?: on {METHOD} request for \"{URL}\")? ?:?",
        '"',
    ),
    # Spring WebFlux, WebClientResponseException
    _form(
        "WebClientResponseException",
        rf"WebClientResponseException(?:[$.]\w{{1,40}})?: {STATUS}(?: {REASON})?(?: from {METHOD} {URL})?",
    ),
    # Ktor, DefaultResponseValidation
    _form(
        ") invalid: ",
        rf"(?:request|error|redirect)\({METHOD} {URL}\) invalid: {STATUS}(?: (?P<reason>[^\n.]{{1,60}}))?\. Text:",
        '"',
    ),
    # google-api-client for Java and for Python
    _form("ResponseException: ", rf"ResponseException: {STATUS}(?: {REASON})?\n{METHOD} {URL}"),
    _form("when requesting ", rf"HttpError {STATUS} when requesting {URL} returned \"(?P<reason>[^\"\n]{{0,200}})"),
    # Faraday, Faraday::Error; RestClient; Octokit; Net::HTTP
    _form(
        "the server responded with",
        rf"the server responded with status {STATUS}(?: (?:\(|for ){METHOD} {URL}(?<![.,]))?",
    ),
    _form("RestClient::", rf"RestClient::\w{{1,60}}: {STATUS}(?: {REASON})?"),
    _form("(RestClient::", rf"\b{STATUS}(?: {REASON})? \(RestClient::\w{{1,60}}\)"),
    _form("Octokit::", rf"Octokit::\w{{1,60}}: {METHOD} {URL}(?<!:): {STATUS} - "),
    _form("Net::HTTP", rf"Net::HTTP\w{{1,40}}: {STATUS} \"(?P<reason>[^\"\n]{{0,60}})\""),
    # Laravel's Illuminate\Http\Client\RequestException; Symfony's HttpClient
    _form("HTTP request returned", rf"HTTP request returned status code {STATUS}:?", "\n"),
    _form(" returned for ", rf"HTTP/[0-9.]{{1,3}} {STATUS} (?P<reason>[^\n\"]{{0,60}}?) ?returned for \"{URL}\""),
    # ofetch; ky and got, which name the request; axios
    _form("FetchError: ", rf"FetchError: (?:\[{METHOD}\] )?\"?{URL}\"?: {STATUS}(?: {REASON})?"),
    _form(
        "Request failed with status code ",
        rf"Request failed with status code {STATUS}(?: \(?{REASON}\)?)?(?:: {METHOD} {URL})?",
    ),
    _form("Response code ", rf"HTTPError: Response code {STATUS}(?: \((?P<reason>[^)\n]{{0,60}})\))?"),
    _form("Response status code ", rf"StatusCodeError: Response status code {STATUS}(?:: {REASON})?"),
    # requests: "422 Client Error: Unprocessable Entity for url: https://…"; httpx: "Client error '422 …' for url '…'"
    _form(
        " Error: ",
        rf"\b{STATUS} (?:Client|Server) Error: ?(?P<reason>[^\n]{{0,80}}?)(?: for url: {ANY_URL})?(?=\n|\Z)",
    ),
    _form(
        " error '", rf"(?:Client|Server) error '{STATUS}(?: (?P<reason>[^'\n]{{0,60}}))?' for url '(?P<url>[^'\s]+)'"
    ),
    # aiohttp, ClientResponseError; reqwest
    _form(
        "ClientResponseError",
        rf"ClientResponseError: {STATUS}, message=['\"](?P<reason>[^'\"\n]{{0,80}})['\"]"
        rf"(?:, url=(?:URL\()?['\"]?{URL})?",
    ),
    _form("HTTP status ", rf"HTTP status (?:client|server) error \({STATUS}(?: {REASON})?\) for url \({URL}\)"),
    # SDKs generated by Stainless, such as "Error code: 400 - {'error': …}"
    _form("Error code: ", rf"Error code: {STATUS} - (?=[{{\[])"),
    # botocore, ClientError: where the service sent no error code, the status stands for it
    _form(
        "when calling the ",
        rf"An error occurred \({STATUS}\) when calling the \w{{1,80}} operation(?:: (?P<reason>[^\n]{{1,80}}))?",
    ),
    # wget's manual, "Server errors"
    _form("ERROR ", rf"ERROR {STATUS}(?:: (?P<reason>[^\n]{{1,60}}))?"),
    _form("awaiting response", rf"awaiting response\.\.\. {STATUS}(?: (?P<reason>[^\n]{{1,60}}))?"),
    # .NET Framework and PowerShell 5.1; .NET and PowerShell 7
    _form("(4", rf"\({STATUS}\)[ \t]*(?P<reason>[A-Z][^\n.]{{1,60}})?\."),
    _form("(5", rf"\({STATUS}\)[ \t]*(?P<reason>[A-Z][^\n.]{{1,60}})?\."),
    _form(
        "does not indicate",
        rf"Response status code does not indicate success:\s{{1,20}}{STATUS} \((?P<reason>[^)\n]{{0,60}})\)",
    ),
    # OkHttp, Response.toString
    _form(
        "Response{protocol=",
        rf"Response\{{protocol=[\w./-]{{1,20}}, code={STATUS}, message=(?P<reason>[^,\n]{{0,60}}), "
        r"url=(?P<url>https?://[^\s}]{1,4000})\}",
    ),
    # R: httr's stop_for_status
    _form(" (HTTP ", rf"{REASON} \(HTTP {STATUS}\)"),
    # Java: JAX-RS, HttpURLConnection, Apache HttpClient; Retrofit; Python's urllib; Kotlin, Swift, Dart
    _form(".ws.rs.", rf"\.ws\.rs\.\w{{1,60}}Exception: HTTP {STATUS}(?: {REASON})?"),
    _form("Server returned HTTP", rf"Server returned HTTP response code: {STATUS}(?: for URL: {URL})?"),
    _form("reason phrase: ", rf"status code: {STATUS}, reason phrase: {REASON}"),
    _form(
        "HTTPError",
        rf"HTTPError:? (?:HTTP )?{STATUS}(?::? ?(?P<reason>[A-Za-z][^\n:\"\[{{]{{0,60}}))?",
    ),
    _form("HTTP Error", rf"HTTP Error:? (?:HTTP )?{STATUS}(?::? ?(?P<reason>[A-Za-z][^\n:\"\[{{]{{0,60}}))?"),
    _form("HttpException", rf"HttpException:? (?:HTTP )?{STATUS}(?::? ?(?P<reason>[A-Za-z][^\n:\"\[{{]{{0,60}}))?"),
    _form("unacceptableStatusCode", rf"unacceptableStatusCode\(code: {STATUS}\)"),
    _form("was unacceptable", rf"Response status code was unacceptable: {STATUS}"),
    _form("has a status code of ", rf"the response has a status code of {STATUS}"),
    # Go clients: "unexpected status 404", "unexpected status code: 422 Unprocessable Entity"
    _form(
        "unexpected ",
        rf"unexpected (?:HTTP |http |response )?(?:response )?status(?: code)?:? {STATUS}(?: {REASON})?:?",
    ),
)
