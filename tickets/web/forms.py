"""What customers fill in. Fields clean what a browser does to text; services judge the rest."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from tickets.models import Ticket
from tickets.services import pasting, replying
from tickets.services.intake import Origin
from tickets.services.pasting import Paste, UploadedText


class PasteField(forms.Field):
    """Text exactly as it was pasted. Nothing is stripped and no character refused: that is ``pasting``'s work."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with the line ends it had in the box; a form sends each as CRLF (WHATWG HTML section 4.10.22)."""
        return str(value or "").replace("\r\n", "\n")


class SubmitForm(forms.Form):
    """A call and its response, and how to reach who sent them."""

    paste = PasteField(required=False)
    response = PasteField(required=False)
    file = forms.FileField(required=False, allow_empty_file=True)
    email = forms.EmailField(required=False)
    subject = forms.CharField(required=False, max_length=200)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def needs_email(self) -> bool:
        """Whether the desk takes no anonymous tickets."""
        return not settings.ANONYMOUS_TICKETS

    @property
    def file_limit(self) -> int:
        """The size of the largest file, in bytes."""
        return int(settings.FILE_MAX_BYTES)

    def clean_email(self) -> str:
        """The address, which is the only way to know who sends where nobody signs in."""
        email: str = self.cleaned_data["email"]
        if not email and self.needs_email:
            raise ValidationError("Tell us where to answer: this desk takes no anonymous tickets.")
        return email

    def pasted(self) -> Paste:
        """What was handed in, raw and in memory only."""
        file = self.cleaned_data["file"]
        return Paste(
            text=self.cleaned_data["paste"],
            response=self.cleaned_data["response"],
            file=_uploaded(file),
        )

    def origin(self, sender: str, *, key: str = "") -> Origin:
        """Who hands it in, as the form tells; ``key`` makes a repetition known."""
        return Origin(sender=sender, email=self.cleaned_data["email"], subject=self.cleaned_data["subject"], key=key)


class PreviewForm(SubmitForm):
    """The same before it is sent: nobody need say yet where answers go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.CharField(required=False, max_length=254)

    def clean_email(self) -> str:
        """Whatever stands there so far."""
        email: str = self.cleaned_data["email"]
        return email


def new_key() -> str:
    """A key that makes one ticket of one page, however often its button is pressed."""
    return secrets.token_urlsafe(18)


class MessageForm(forms.Form):
    """What the customer writes to support, and a file beside it."""

    text = PasteField()
    file = forms.FileField(required=False, allow_empty_file=True)

    @property
    def file_limit(self) -> int:
        """The size of the largest file, in bytes."""
        return int(settings.FILE_MAX_BYTES)

    def clean_text(self) -> str:
        """The text without what a database or a terminal chokes on."""
        try:
            text = pasting.clean(self.cleaned_data["text"]).strip()
        except pasting.Refused as refused:
            raise ValidationError(f"{refused} {refused.hint}") from refused
        if not text:
            raise ValidationError("Write something first.")
        if len(text) > replying.MESSAGE_MAX:
            raise ValidationError(f"This is {len(text):,} characters; a message holds {replying.MESSAGE_MAX:,}.")
        return text

    def uploaded(self) -> UploadedText | None:
        """The file, raw and in memory only."""
        return _uploaded(self.cleaned_data["file"])


class OutcomeForm(forms.Form):
    """Whether the fix helped."""

    outcome = forms.ChoiceField(choices=Ticket.Outcome.choices)


def _uploaded(file: UploadedFile | None) -> UploadedText | None:
    return UploadedText(str(file.name), file.read()) if file else None
