"""The rules, listed by hand in the order a person would ask.

Did the call reach the API; is it authenticated; is the address right; is the method allowed; is the payload well
formed; does it say what the vendor wants; is it allowed; is it too much; did the server fail.
"""

from types import MappingProxyType

from triage.engine.exchange import Exchange
from triage.engine.rules import (
    address,
    codes,
    credentials,
    fields,
    limits,
    media,
    pages,
    payload,
    permission,
    reached,
    redirects,
    schemes,
    server,
    state,
    success,
    tokens,
    unfilled,
)
from triage.engine.rules.documented import operation, parameters, paths, schema, security
from triage.engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    reached.name_not_resolved,
    reached.connection_refused,
    reached.timed_out,
    reached.certificate_expired,
    reached.certificate_unknown_issuer,
    reached.certificate_for_another_name,
    reached.tls_to_a_plain_port,
    reached.tls_failed,
    reached.proxy_in_the_way,
    reached.hung_up,
    reached.url_not_usable,
    reached.client_refused_the_command,
    reached.broken_stream,
    reached.redirects_in_a_circle,
    reached.no_answer,
    pages.cloudflare_challenge,
    pages.firewall_page,
    pages.web_server_page,
    pages.plain_http_to_https,
    pages.company_proxy_page,
    pages.proxy_wants_credentials,
    codes.documented_code,
    paths.host_nearly_documented,
    address.cut_at_the_ampersand,
    credentials.no_credentials,
    credentials.no_credentials_forbidden,
    security.documented_credentials_missing,
    credentials.empty_credential,
    credentials.no_value_as_value,
    credentials.unresolved_placeholder,
    credentials.variable_in_single_quotes,
    credentials.variable_perhaps_unset,
    credentials.stray_marks,
    credentials.scheme_twice,
    schemes.scheme_with_a_mark,
    security.credentials_elsewhere,
    credentials.scheme_missing,
    credentials.scheme_not_asked_for,
    credentials.key_in_the_query,
    credentials.key_of_another_environment,
    tokens.token_expired,
    tokens.token_not_yet_valid,
    credentials.bearer_error,
    credentials.credentials_refused,
    tokens.oauth_error,
    tokens.signature_mismatch,
    tokens.clock_skew,
    address.unfilled_segment,
    address.no_value_segment,
    address.double_slash,
    address.doubled_prefix,
    address.prefix_used_elsewhere,
    address.stray_characters,
    address.encoded_twice,
    address.fragment_in_the_url,
    paths.path_slipped,
    paths.path_not_documented,
    parameters.path_value_differs,
    address.no_such_route,
    address.https_wanted,
    address.method_not_allowed,
    paths.method_not_documented,
    address.method_misspelt,
    address.redirect_lost_the_method,
    redirects.to_sign_in,
    redirects.to_another_address,
    redirects.method_at_risk,
    redirects.credentials_at_risk,
    redirects.nowhere,
    schema.body_required,
    payload.no_body,
    payload.json_is_broken,
    payload.quotes_sent_along,
    payload.form_as_json,
    payload.empty_object,
    payload.length_mismatch,
    payload.damaged_paste,
    operation.type_not_documented,
    media.form_type_for_json,
    media.no_type,
    media.other_type_for_json,
    media.multipart_without_boundary,
    media.not_acceptable,
    media.form_not_taken,
    media.type_not_accepted,
    media.compressed_or_odd_charset,
    unfilled.value_never_filled_in,
    parameters.parameter_nearly_documented,
    parameters.parameter_required,
    schema.field_nearly_documented,
    schema.field_required,
    parameters.parameter_value_differs,
    schema.type_differs,
    schema.value_not_in_the_list,
    schema.format_differs,
    schema.out_of_bounds,
    schema.no_form_fits,
    schema.field_is_read_only,
    parameters.parameter_not_documented,
    schema.field_not_documented,
    fields.field_misspelt,
    fields.field_refused,
    fields.field_missing,
    fields.field_not_seen,
    fields.value_refused,
    fields.field_named,
    pages.some_web_page,
    permission.insufficient_scope,
    security.scopes_documented,
    permission.scopes_granted_and_accepted,
    permission.csrf_check,
    permission.address_not_allowed,
    permission.user_agent_wanted,
    state.id_not_found,
    state.idempotency_key_reused,
    state.exists_already,
    state.changed_meanwhile,
    state.version_gone,
    state.precondition_failed,
    state.precondition_required,
    state.locked,
    state.expectation,
    state.range_not_there,
    state.upgrade_required,
    limits.wait_that_long,
    limits.wait_as_the_message_says,
    limits.quota_used_up,
    limits.rate_limit_as_403,
    limits.body_too_large,
    limits.url_too_long,
    limits.headers_too_large,
    server.upstream_failed,
    server.maintenance,
    server.retry_after,
    server.origin_behind_cloudflare,
    operation.operation_deprecated,
    success.graphql_error,
    success.error_inside,
    success.soap_fault,
    success.not_done_yet,
    success.deprecated,
    success.page_instead_of_data,
    success.part_failed,
    operation.answer_documented,
    fields.vendor_says,
    address.body_with_get,
    server.may_have_been_done,
    server.request_id_for_support,
)

# What each is called, in the words of its function: people choose and compare rules by more than ids.
RULE_NAMES = MappingProxyType({rule.id: rule.check.__name__.replace("_", " ") for rule in RULES})

# With a sure finding of these, an answer came, but not from the API.
STOPPING = frozenset(rule.id for rule in RULES if rule.stops)

_OF_CREDENTIALS = ("AUTH-003", "AUTH-004", "AUTH-005", "AUTH-006", "AUTH-008", "AUTH-009", "AUTH-010", "AUTH-011",
                   "AUTH-013", "AUTH-014", "AUTH-020", "AUTH-021", "AUTH-022", "AUTH-023", "AUTH-024")  # fmt: skip
# A sure finding of the first makes the others pointless: it explains what they only wonder about.
EXPLAINED = MappingProxyType(
    {
        "URL-001": ("STATE-001", "BODY-007"),
        "URL-002": ("STATE-001",),
        "URL-003": ("STATE-001",),
        "URL-004": ("STATE-001",),
        "URL-010": ("STATE-001", "PAGE-007"),
        "BODY-003": ("BODY-007",),
        "TYPE-001": ("TYPE-006",),
        "TYPE-020": ("TYPE-001", "TYPE-003", "TYPE-006", "TYPE-008"),
        "PATH-001": ("STATE-001", "METHOD-003"),
        "PATH-002": ("STATE-001", "URL-003", "URL-004", "URL-005"),
        "METHOD-001": ("METHOD-005",),
        "METHOD-005": ("STATE-001",),
        "PARAM-005": ("STATE-001",),
        "SCHEMA-010": ("BODY-001", "BODY-005"),
        "AUTH-030": ("AUTH-001", "AUTH-002", "PERM-010"),
        "AUTH-032": ("AUTH-010", "AUTH-014", "AUTH-015", "AUTH-031"),
        "VALUE-001": ("PARAM-003", "SCHEMA-003", "SCHEMA-004", "SCHEMA-005", "SCHEMA-006", "FIELD-001", "FIELD-006"),
        "AUTH-031": ("AUTH-010", "AUTH-011", "AUTH-012", "AUTH-014", "AUTH-015", "PERM-010"),
        "PERM-005": ("SAYS-001",),
        "SERVER-002": ("SAYS-001",),
        "SERVER-005": ("SAYS-001",),
        "TYPE-008": ("TYPE-006",),
        "AUTH-005": ("AUTH-031", "AUTH-015", "BODY-007", "FIELD-005"),
        "AUTH-020": ("AUTH-014", "AUTH-015"),
        **{each: ("AUTH-015",) for each in _OF_CREDENTIALS if each not in ("AUTH-005", "AUTH-020")},
    }
)

_STATUSES = frozenset(on for rule in RULES for on in rule.on)


def _applies(rule: Rule, status: str) -> bool:
    return status in rule.on or f"{status[:1]}xx" in rule.on


# What cannot fire for a status is not called: the rules of every status and range that some rule names.
_BY_STATUS = MappingProxyType({status: tuple(rule for rule in RULES if _applies(rule, status)) for status in _STATUSES})


def rules_for(exchange: Exchange) -> tuple[Rule, ...]:
    """The rules that can fire for this exchange, in order."""
    if exchange.status is None:
        return _BY_STATUS.get("failure", ()) if exchange.failure is not None else ()
    status = str(exchange.status)
    return _BY_STATUS.get(status) or _BY_STATUS.get(f"{status[:1]}xx", ())
