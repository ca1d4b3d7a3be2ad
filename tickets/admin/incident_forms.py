"""The forms of the incidents' pages. What they hold is cleaned here and done by services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tickets.models import Incident
from tickets.services.incidents import deciding, spreading

MOST_PICKED = 500  # tickets that are split off at once
MOST_CUSTOMERS = 1_000_000


class TellForm(forms.Form):
    """An update for everyone affected; ``after`` is the last one that its writer had seen, 0 for none."""

    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(max_length=spreading.LONGEST, widget=forms.Textarea)


class ResolveForm(forms.Form):
    """The last words of an incident; may stay empty."""

    text = forms.CharField(max_length=spreading.LONGEST, required=False, widget=forms.Textarea)


class MuteForm(forms.Form):
    """How many distinct customers there must be before it alarms anyone."""

    until = forms.IntegerField(min_value=1, max_value=MOST_CUSTOMERS)


class DismissForm(forms.Form):
    """Why it is none, in the history; may stay empty."""

    reason = forms.CharField(max_length=300, required=False)


class RenameForm(forms.Form):
    """What it is called from now on; customers read it too."""

    title = forms.CharField(max_length=deciding.TITLE_WIDTH)


class MergeForm(forms.Form):
    """The open incident that takes over."""

    into = forms.ModelChoiceField(Incident.objects.open())


class TickedField(forms.Field):
    """The ids of what was ticked, as numbers."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        """The numbers. Raises ValidationError for what is none, and for too many."""
        if not all(str(each).isdecimal() and len(str(each)) < 19 for each in value or ()):
            raise ValidationError("That is no ticket.")
        if len(value or ()) > MOST_PICKED:
            raise ValidationError(f"Tick {MOST_PICKED} tickets at most.")
        return [int(each) for each in value or ()]


class SplitForm(forms.Form):
    """The tickets that get an incident of their own, and what that is called."""

    title = forms.CharField(max_length=deciding.TITLE_WIDTH)
    tickets = TickedField(error_messages={"required": "Tick the tickets that belong to another fault."})
