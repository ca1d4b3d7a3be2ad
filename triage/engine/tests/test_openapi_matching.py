"""Which documented operation a call means, and by which slip it misses it."""

import pytest

from triage.engine.reference.openapi.hosts import Relation, relation
from triage.engine.reference.openapi.matching import Match, Slip, locate, server_of
from triage.engine.reference.openapi.nearest import nearest_routes
from triage.engine.reference.openapi.templates import values_in
from triage.engine.tests.openapi_documents import found, with_paths

SHOP = with_paths(
    "/users", "/users/me", "/users/{id}", "/users/{id}/orders", "/Reports/{id}", "/export/",
    "/users/{id}.json", "/rows/{table}:{verb}", "/rows/{table}", "/repos/{owner}/{repo}/contents/{path}",
    "/repos/{owner}/{repo}/contents", "/files/{file}.{ext}", "/@me",
    servers=["https://api.shop.example/v2"], m2=["get", "patch"],
)  # fmt: skip


def shop(path: str, *, host: str = "api.shop.example", method: str = "GET") -> tuple[str, dict[str, str], str]:
    """The template found, the values of its variables, and the slip."""
    match = found(SHOP, path, host=host, method=method)
    if match is None or match.route is None:
        return "", {}, ""
    return match.route.template, dict(match.values), match.slip.value


@pytest.mark.parametrize(
    ("path", "template", "values"),
    [
        ("/v2/users", "/users", {}), ("/v2/users/me", "/users/me", {}), ("/v2/users/7", "/users/{id}", {"id": "7"}),
        ("/v2/users/7.json", "/users/{id}.json", {"id": "7"}), ("/v2/users/.json", "/users/{id}", {"id": ".json"}),
        ("/v2/rows/a:list", "/rows/{table}:{verb}", {"table": "a", "verb": "list"}),
        ("/v2/rows/a:b:c", "/rows/{table}:{verb}", {"table": "a", "verb": "b:c"}),
        ("/v2/rows/a:", "/rows/{table}", {"table": "a:"}),
        ("/v2/files/a.tar.gz", "/files/{file}.{ext}", {"file": "a", "ext": "tar.gz"}),
        ("/v2/repos/o/r/contents/src/a/b.py", "/repos/{owner}/{repo}/contents/{path}", {"owner": "o", "repo": "r",
        "path": "src/a/b.py"}),
        ("/v2/repos/o/r/contents", "/repos/{owner}/{repo}/contents", {"owner": "o", "repo": "r"}),
        ("/v2/users/a%2Fb", "/users/{id}", {"id": "a%2Fb"}), ("/v2/%40me", "/@me", {}),
        ("/v2/%75sers/me", "/users/me", {}),
        ("/v2/users/caf%C3%A9", "/users/{id}", {"id": "caf%C3%A9"}), ("/v2/users/{id}", "/users/{id}", {"id": "{id}"}),
    ],
)  # fmt: skip
def test_a_path_is_the_most_concrete_template_that_it_fits(path: str, template: str, values: dict[str, str]) -> None:
    assert shop(path) == (template, values, "")


def test_a_method_documented_only_for_the_variable_is_found_there() -> None:
    match = found(SHOP, "/v2/users/me", method="PATCH")
    assert match is not None
    assert match.operation is not None
    assert (match.operation.path, match.values) == ("/users/{id}", (("id", "me"),))
    other = found(SHOP, "/v2/users/me", method="DELETE")
    assert other is not None
    assert other.route is not None
    assert (other.route.template, other.operation) == ("/users/me", None)


@pytest.mark.parametrize(
    ("path", "template", "slip", "right"),
    [
        ("/users/7", "/users/{id}", Slip.BASE_MISSING, "/v2/users/7"),
        ("/v2/v2/users/7", "/users/{id}", Slip.BASE_TWICE, "/v2/users/7"),
        ("/v1/users/7", "/users/{id}", Slip.OTHER_VERSION, "/v2/users/7"),
        ("/v2.1/users/7", "/users/{id}", Slip.OTHER_VERSION, "/v2/users/7"),
        ("/2024-01/users/7", "/users/{id}", Slip.OTHER_VERSION, "/v2/users/7"),
        ("/api/v2/users/7", "/users/{id}", Slip.EXTRA_PREFIX, "/v2/users/7"),
        ("/v2/v1/users/7", "/users/{id}", Slip.EXTRA_PREFIX, "/v2/users/7"),
        ("/v2/users/", "/users", Slip.SLASH, "/v2/users"), ("/v2//users", "/users", Slip.SLASH, "/v2/users"),
        ("/v2/users//7", "/users/{id}", Slip.SLASH, "/v2/users/7"),
        ("/v2/export", "/export/", Slip.SLASH, "/v2/export/"),
        ("/v2/Users/AbC", "/users/{id}", Slip.CASE, "/v2/users/AbC"),
        ("/v2/reports/9", "/Reports/{id}", Slip.CASE, "/v2/Reports/9"),
        ("/v2/USERS/AbC/ORDERS", "/users/{id}/orders", Slip.CASE, "/v2/users/AbC/orders"),
    ],
)  # fmt: skip
def test_a_likely_slip_is_named_with_the_right_path(path: str, template: str, slip: Slip, right: str) -> None:
    match = found(SHOP, path, host="api.shop.example")
    assert match is not None
    assert match.route is not None
    assert (match.route.template, match.slip, match.right, match.is_exact) == (template, slip, right, False)


@pytest.mark.parametrize("path", ["/v2/nothing", "/v2/users/7/8", "/v2/users/7/orders/9/x", "/v2", "/v3", "/", ""])
def test_another_path_is_on_the_api_but_not_documented(path: str) -> None:
    match = found(SHOP, path, host="api.shop.example")
    assert match is not None
    assert (match.route, match.host) == (None, Relation.DOCUMENTED)


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        ("api.shop.example", "/v2/users", Relation.DOCUMENTED),
        ("api.shop.example:8443", "/v2/users", Relation.DOCUMENTED),
        ("api.shop.example.", "/v2/users", Relation.DOCUMENTED),
        ("sandbox.shop.example", "/v2/users", Relation.SIBLING),
        ("shop.example", "/v2/users", Relation.SIBLING), ("api.shpo.example", "/v2/users", Relation.NEAR),
        ("api.shop.exampl", "/v2/users", Relation.NEAR), ("localhost:8000", "/v2/users", Relation.UNKNOWN),
        ("{{host}}", "/v2/users", Relation.UNKNOWN), ("$HOST", "/v2/users", Relation.UNKNOWN),
        ("", "/v2/users", Relation.UNKNOWN),
        ("elsewhere.net", "/v2/users", Relation.FOREIGN),
    ],
)  # fmt: skip
def test_the_host_is_told_by_how_it_stands_to_the_documented_one(host: str, path: str, expected: Relation) -> None:
    match = found(SHOP, path, host=host)
    assert match is not None
    assert match.host is expected


@pytest.mark.parametrize("path", ["/v2/nothing", "/users", "/v2/users/", "/v2/Users", "/"])
def test_a_call_to_somebody_else_is_no_call_to_this_api_unless_it_fits_to_the_letter(path: str) -> None:
    assert found(SHOP, path, host="elsewhere.net") is None


@pytest.mark.parametrize("base", ["{{baseUrl}}", "$BASE", "${BASE_URL}", "<base>", "%BASE%", "{base_url}"])
@pytest.mark.parametrize("rest", ["/users/7", "/v2/users/7"])
def test_the_address_of_the_server_may_stand_in_a_variable_with_the_base_path_or_without(base: str, rest: str) -> None:
    match = found(SHOP, base + rest)
    assert match is not None
    assert match.operation is not None
    assert (match.operation.path, match.slip) == ("/users/{id}", Slip.NONE)


@pytest.mark.parametrize(
    ("host", "server", "expected"),
    [
        ("eu.api.shop.example", "{region}.api.shop.example", Relation.DOCUMENTED),
        ("api.shop.example", "{region}.api.shop.example", Relation.SIBLING),
        ("acme.desk.example", "{tenant}.desk.example", Relation.DOCUMENTED),
        ("a.b.desk.example", "{tenant}.desk.example", Relation.DOCUMENTED),
        ("anything.net", "{host}", Relation.UNKNOWN), ("anything.net", "{sub}.{domain}", Relation.UNKNOWN),
        ("203.0.113.7", "198.51.113.7", Relation.FOREIGN), ("10.1.2.3", "10.9.2.3", Relation.UNKNOWN),
        ("shop.co.uk", "api.shop.co.uk", Relation.SIBLING), ("other.co.uk", "shop.co.uk", Relation.FOREIGN),
        ("ap.io", "api.io", Relation.FOREIGN), ("[::1]:80", "api.shop.example", Relation.UNKNOWN),
        ("::1", "api.shop.example", Relation.UNKNOWN),
        ("192.168.0.1", "api.shop.example", Relation.UNKNOWN), ("a.test", "api.shop.example", Relation.UNKNOWN),
    ],
)  # fmt: skip
def test_hosts_are_compared_by_what_one_registers(host: str, server: str, expected: Relation) -> None:
    assert relation(host, server) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example.com/v1/", ("api.example.com", "/v1")),
        ("https://API.example.com", ("api.example.com", "")),
        ("https://u:p@api.example.com:8443/v1?x=1#y", ("api.example.com:8443", "/v1")),
        ("//api.example.com/v1", ("api.example.com", "/v1")),
        ("{scheme}://api.example.com/v1", ("api.example.com", "/v1")),
        ("api.example.com/v1", ("api.example.com", "/v1")),
        ("{base}/v1", ("{base}", "/v1")),
        ("https://{tenant}.example.com/{version}", ("{tenant}.example.com", "/{version}")),
        ("/v1", ("", "/v1")), ("/", ("", "")), ("", ("", "")), ("v1", ("", "/v1")), ("./v1", ("", "/v1")),
        (".", ("", "")),
        ("localhost:8080/v1", ("localhost:8080", "/v1")), ("https://[::1]/v1", ("[::1]", "/v1")),
        ("https://[broken/v1", ("[broken", "/v1")),
        ("https://a\u2100b.example/x", ("a\u2100b.example", "/x")), ("https://", ("", "")), ("5", ("", "/5")),
        ("a b\nc", ("", "/a b\nc")),
    ],
)  # fmt: skip
def test_the_address_of_a_server_is_taken_apart_however_it_is_written(url: str, expected: tuple[str, str]) -> None:
    assert server_of(url) == expected


@pytest.mark.parametrize(
    ("servers", "path", "base"),
    [
        (["/v1", "/v2"], "/v2/a", "/v2"),
        (["https://a.example/", "https://b.example/deep/base"], "/deep/base/a", "/deep/base"),
        (["/{version}"], "/v9/a", "/{version}"), (["/x/{y}-{z}"], "/x/1-2/a", "/x/{y}-{z}"),
        (["/v{major}.{minor}/api"], "/v1.2/api/a", "/v{major}.{minor}/api"),
        (None, "/a", ""), ([], "/a", ""), (["https://[broken/v1", "/v1"], "/v1/a", "/v1"),
    ],
)  # fmt: skip
def test_the_base_path_is_that_of_the_server_that_fits(servers: list[str] | None, path: str, base: str) -> None:
    match = found(with_paths("/a", servers=servers), path)
    assert match is not None
    assert (match.route is not None, match.base, match.slip) == (True, base, Slip.NONE)


def test_no_path_at_all_is_the_root() -> None:
    root = with_paths("/", servers=["https://api.shop.example"])
    match = found(root, "", host="api.shop.example")
    assert match is not None
    assert match.is_exact


def test_templates_that_differ_in_names_only_are_one_route_with_the_methods_of_both() -> None:
    api = with_paths("/a/{x}", "/a/{y}", m0=["get"], m1=["post"])
    for method, name in (("GET", "x"), ("POST", "y")):
        match = found(api, "/a/1", method=method)
        assert match is not None
        assert match.operation is not None
        assert match.operation.path == f"/a/{{{name}}}"


def test_of_several_documents_the_one_that_has_the_operation_is_found() -> None:
    first, second = with_paths("/a", servers=["https://a.example"]), with_paths("/b", servers=["https://b.example"])
    for host, path, api in (("a.example", "/a", first), ("b.example", "/b", second), ("", "/b", second)):
        match = locate([first, second], method="GET", host=host, path=path)
        assert match is not None
        assert match.api is api
    assert locate([], method="GET", host="a.example", path="/a") is None


@pytest.mark.parametrize(
    "path", ["/" + "a" * 3_990, "/" * 3_990, "/a" * 1_990, "/v2/users/" + "%41" * 1_000, "/" + "{" * 3_000]
)
def test_a_very_long_path_is_looked_up_like_any_other(path: str) -> None:
    match = found(SHOP, path, host="api.shop.example")
    assert match is not None
    assert len(nearest_routes(match, method="GET")) <= 3


def test_a_path_longer_than_any_is_not_looked_up() -> None:
    assert found(SHOP, "/" + "a" * 5_000, host="api.shop.example") is None


def near(path: str, method: str = "GET") -> list[str]:
    match = found(SHOP, path, host="api.shop.example", method=method)
    assert isinstance(match, Match)
    return [each.filled for each in nearest_routes(match, method=method)]


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/v2/usres/7", "/users/7"), ("/v2/user/7", "/users/7"), ("/v2/users/7/order", "/users/7/orders"),
        ("/v2/users/7/orders/9", "/users/7/orders"),
        ("/v2/repo/o/r/contents", "/repos/o/r/contents"), ("/v2/expotr/", "/export"),
    ],
)  # fmt: skip
def test_the_nearest_path_is_filled_in_with_the_call_s_own_values(path: str, first: str) -> None:
    assert near(path)[0] == first


def test_what_is_like_nothing_is_near_nothing() -> None:
    assert near("/v2/zzzzzzzzzz/qqqqqqqq/xxxxxxxx") == []


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("{a}", "x", ("x",)), ("{a}", "", None), ("a", "a", ()), ("a", "b", None), ("{a}{b}", "xyz", ("x", "yz")),
        ("{a}{b}", "x", None),
        ("{a}-{b}", "x-y-z", ("x", "y-z")), ("{a}-{b}", "-y", None), ("{a}-{b}", "--y", ("-", "y")),
        ("{a}.json", ".json", None),
        ("v{a}", "v", None), ("{a}:{b}!", "x:y!", ("x", "y")), ("{a}aa", "aaa", ("a",)), ("aa{a}aa", "aaa", None),
        ("{}", "x", None), ("{}", "{}", ()),
    ],
)  # fmt: skip
def test_the_values_of_a_template_are_the_shortest_that_fit(
    template: str, text: str, values: tuple[str, ...] | None
) -> None:
    assert values_in(template, text) == values
