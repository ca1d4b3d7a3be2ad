"""What the API takes: fields, and how a damaged one is answered."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.models import Ticket
from tickets.services import pasting, replying

MOST_LISTED = 100


@extend_schema_field(OpenApiTypes.STR)
class TextField(serializers.Field[str, Any, str, Any]):
    """Text of any characters, exactly as sent: no trimming, and NULs and the like are replaced by ``pasting``.

    DRF's own CharField looks at each character for lone surrogates; encoding finds them in a hundredth of the time.
    In a multipart form the text may come as a file (``-F paste=@call.txt``).
    """

    default_error_messages = {
        "invalid": "Not a string.",
        "surrogate": "A lone surrogate (such as \\ud800) is half a character; send the whole one.",
    }

    def to_internal_value(self, data: Any) -> str:
        """The text. Raises Refused where a file is no text."""
        if isinstance(data, UploadedFile):
            return pasting.decoded(data.read())
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            data.encode()
        except UnicodeEncodeError:
            self.fail("surrogate")
        return str(data)

    def to_representation(self, value: str) -> str:
        """The text."""
        return value


class CleanField(TextField):
    """Text that is stored: control characters are replaced and blanks at its ends removed."""

    default_error_messages = {"blank": "Empty.", "too_long": "Longer than {max_length} characters."}

    def __init__(self, *, max_length: int, allow_blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.max_length, self.allow_blank = max_length, allow_blank

    def to_internal_value(self, data: Any) -> str:
        """The clean text."""
        text = pasting.clean(super().to_internal_value(data)).strip()
        if not text and not self.allow_blank:
            self.fail("blank")
        if len(text) > self.max_length:
            self.fail("too_long", max_length=self.max_length)
        return text


class Strict(serializers.Serializer[Any]):
    """Fields that are not known are refused: a misspelt `anyway` must not be lost without a word."""

    def to_internal_value(self, data: Any) -> Any:
        """The values by field."""
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: ["There is no such field."] for name in unknown[:20]})
        return super().to_internal_value(data)


class OptionsSerializer(Strict):
    """What may stand beside a paste; in the query string where the body is the paste itself."""

    email = serializers.EmailField(
        required=False,
        allow_blank=True,
        max_length=254,
        help_text="Where to answer. Only without an API key: a key's tickets belong to its customer.",
    )
    subject = CleanField(required=False, allow_blank=True, max_length=200)
    anyway = serializers.BooleanField(
        required=False, help_text="Make a ticket for a person even if the paste is incomplete or unreadable."
    )


class SubmissionSerializer(OptionsSerializer):
    """The call and the response: in one `paste`, or apart in `call` and `response`."""

    paste = TextField(required=False, help_text="The call and its response in one text, however it was copied.")
    call = TextField(required=False)
    response = TextField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One place for the call: with two, one would be lost."""
        if attrs.get("paste") and (attrs.get("call") or attrs.get("response")):
            raise serializers.ValidationError({"paste": ["Send either `paste`, or `call` and `response`."]})
        return attrs


class FormSerializer(SubmissionSerializer):
    """The same as a multipart form, with a `file` (a HAR, a log) instead of the text, or attached to it."""

    file = serializers.FileField(required=False, allow_empty_file=True, max_length=200)
    entries = serializers.RegexField(
        r"^\d{1,6}(,\d{1,6}){0,99}$",
        required=False,
        help_text="Of a HAR, the exchanges to keep, counted from 0 and parted by commas; without it the failing one.",
    )


class NewMessageSerializer(Strict):
    """A message to support."""

    text = CleanField(max_length=replying.MESSAGE_MAX)


class NewMessageFormSerializer(NewMessageSerializer):
    """The same as a multipart form, with a `file` (a HAR, a log) attached to it."""

    file = serializers.FileField(required=False, allow_empty_file=True, max_length=200)


class OutcomeSerializer(Strict):
    """Whether the documented fix helped."""

    verdict = serializers.ChoiceField(choices=Ticket.Outcome.choices)


class PageSerializer(Strict):
    """Which page of a list."""

    after = CleanField(required=False, max_length=20, help_text="What `next` of the page before said.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_LISTED, default=25)


class ListSerializer(PageSerializer):
    """Which tickets to list."""

    state = serializers.ChoiceField(required=False, choices=Ticket.State.choices)
    verdict = serializers.ChoiceField(required=False, choices=Ticket.Verdict.choices)
    status = serializers.IntegerField(required=False, min_value=100, max_value=999)
