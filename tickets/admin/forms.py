"""The forms of the console. What they hold is cleaned here and done by services."""

import secrets
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.forms import BaseUserCreationForm, SetUnusablePasswordMixin, UserChangeForm
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from tickets.models import ApiKey, Incident, Queue, Ticket, User
from tickets.models.routing import check_tags, words_of
from tickets.services import erasing, hiding, judging, pasting, staffing
from tickets.services.pasting import Paste, Refused, UploadedText

LONGEST_TEXT = 20_000  # characters of a reply or a note


class TextForm(forms.Form):
    """A reply or a note."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))


class ReplyForm(TextForm):
    """A reply, and a file beside it."""

    file = forms.FileField(required=False, allow_empty_file=True, label="A file")

    def clean_file(self) -> UploadedText | None:
        """The file, raw and in memory only, if it can be taken: here, so that a refusal costs nobody their words."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        uploaded = UploadedText(str(file.name), file.read())
        try:
            pasting.attached(uploaded)
        except Refused as refused:
            raise ValidationError(f"{refused} {refused.hint}") from refused
        return uploaded


class ReasonForm(forms.Form):
    """Why, in the history; may stay empty."""

    reason = forms.CharField(
        max_length=300, required=False, widget=forms.TextInput(attrs={"placeholder": "Why (optional)"})
    )


class PickForm(forms.Form):
    """The open incident that a ticket is put into."""

    incident = forms.ModelChoiceField(Incident.objects.open())


class HideForm(forms.Form):
    """What the masker missed, to the letter; it may span lines. Nothing of it is ever written back into a page."""

    secret = forms.CharField(min_length=erasing.SHORTEST, max_length=LONGEST_TEXT, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=hiding.KINDS)


class WrongForm(forms.Form):
    """A finding that was not the cause, by its place on the page, and what was."""

    position = forms.IntegerField(min_value=0)
    true_rule = forms.CharField(max_length=40, required=False)

    def clean_true_rule(self) -> str:
        """A rule, another cause, or nothing."""
        rule: str = self.cleaned_data["true_rule"]
        if rule and not judging.is_cause(rule):
            raise ValidationError("This is neither a rule nor one of the other causes.")
        return rule


class RightForm(forms.Form):
    """What was said of a finding, to be taken back."""

    wrong = forms.IntegerField(min_value=1)


class AssignForm(forms.Form):
    """To whom a ticket is given."""

    to = forms.TypedChoiceField(coerce=int, label="Assign to")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.agents = {agent.pk: agent for agent in staffing.agents()}
        self.fields["to"].choices = [(pk, str(agent)) for pk, agent in self.agents.items()]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        """The person, instead of their id."""
        return self.agents[self.cleaned_data["to"]]


class PriorityForm(forms.Form):
    """How urgent a ticket is."""

    priority = forms.ChoiceField(choices=Ticket.Priority.choices, label="Priority")
    reason = forms.CharField(max_length=200, required=False, label="Why")


class TagsForm(forms.Form):
    """All tags of a ticket on one line; none takes them away."""

    tags = forms.CharField(max_length=200, required=False, validators=[check_tags], label="Tags")

    def clean_tags(self) -> tuple[str, ...]:
        """The tags, each once."""
        return words_of(self.cleaned_data["tags"])


class MoveForm(forms.Form):
    """The queue that a ticket goes to."""

    queue = forms.ModelChoiceField(Queue.objects.all(), label="Move to", empty_label=None)


class BulkForm(ActionForm):
    """The action for the ticked tickets, and the queue or the priority for the one action that needs it."""

    queue = forms.ModelChoiceField(Queue.objects.all(), required=False, label="Queue:", empty_label="—")
    priority = forms.ChoiceField(choices=[("", "—"), *Ticket.Priority.choices], required=False, label="Priority:")


class SubmitForm(forms.Form):
    """A ticket for a customer who wrote by other ways. ``key`` makes one ticket of a double click."""

    email = forms.EmailField(label="Customer's e-mail address", max_length=254)
    subject = forms.CharField(
        max_length=200, required=False, help_text="May stay empty: the desk names the ticket itself."
    )
    paste = forms.CharField(
        required=False,
        strip=False,
        label="The call, or the call and its response",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
        help_text="As the customer sent it: curl, raw HTTP, HAR … Credentials are masked before anything is stored.",
    )
    response = forms.CharField(
        required=False,
        strip=False,
        label="The response, where it came apart",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
    )
    anyway = forms.BooleanField(
        required=False,
        label="Create it anyway",
        help_text="Even where the desk cannot read it or something is missing.",
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: secrets.token_urlsafe(16))

    def pasted(self) -> Paste:
        """What came, for intake."""
        return Paste(text=self.cleaned_data["paste"], response=self.cleaned_data["response"])


class UploadForm(forms.Form):
    """A document of the vendor's: a file, or text copied from its page; ``content`` and ``file_name`` when valid."""

    file = forms.FileField(
        required=False,
        help_text="OpenAPI 3.0 or 3.1 as JSON or YAML; a page of statuses and error codes as HTML, Markdown, "
        "reStructuredText, CSV or text.",
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or the text of it",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "code"}),
        help_text="Copied from the page in the browser, tables and all.",
    )
    url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Where you publish it",
        help_text="Citations link there, and it tells which document this is a new version of. Nothing is fetched.",
    )
    name = forms.CharField(
        required=False,
        max_length=200,
        help_text="What staff call it; empty: the file's name. It names a document that has no address.",
    )

    def clean(self) -> dict[str, Any]:
        """The bytes, wherever they came from."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = given.get("file"), given.get("text", "")
        if bool(file) == bool(text.strip()):
            raise ValidationError("Choose a file, or paste its text: one of the two.")
        given["content"] = file.read() if file else text.encode("utf-8", errors="replace")
        given["file_name"] = str(file.name) if file else ""
        return given


class KeyForm(forms.Form):
    """A new API key: whose, what for, what it may do."""

    email = forms.EmailField(label="User's e-mail address", help_text="Someone who has a user on this desk.")
    name = forms.CharField(max_length=100, help_text="What it is for, such as “nightly build”.")
    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices, initial=ApiKey.Scope.values, widget=forms.CheckboxSelectMultiple
    )

    def clean_email(self) -> str:
        """The address of a user, whom the form keeps."""
        email: str = self.cleaned_data["email"]
        self.user = User.objects.filter(email__iexact=email).first()
        if self.user is None:
            raise ValidationError("Nobody signs in with this address. Add the user first.")
        return email


class NewUserForm(SetUnusablePasswordMixin, BaseUserCreationForm):  # type: ignore[type-arg]
    """A new user, named by their e-mail address; with or without a password."""

    usable_password = SetUnusablePasswordMixin.create_usable_password_field()

    class Meta:
        model = User
        fields = ("email",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].required = self.fields["password2"].required = False
        address = self.fields["email"].widget.attrs
        address["autocomplete"] = "username"
        del address["autofocus"]  # the stock page's own script puts the cursor into the first field

    def clean_email(self) -> str:
        """The address, free however its letters are cased."""
        return _free(self.cleaned_data["email"], self.instance)


class UserForm(UserChangeForm):  # type: ignore[type-arg]
    """A user, as a superuser edits them."""

    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        """The address, free however its letters are cased."""
        return _free(self.cleaned_data["email"], self.instance)


def _free(email: str, mine: User) -> str:
    if User.objects.filter(email__iexact=email).exclude(pk=mine.pk).exists():
        raise ValidationError("Someone already signs in with this address.")
    return email
