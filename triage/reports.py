"""What Django's error reports may show: nothing that was sent, and no variable, for any of them may be a raw paste.

This hides by rule what ``sensitive_variables`` and ``sensitive_post_parameters`` hide where nobody forgot them.
Settings and headers are cleansed as Django does it. Under DEBUG, where the pages are for developers, nothing is hidden.
"""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter


class NothingSent(SafeExceptionReporterFilter):
    """Fields and variables by their names, which tell where to look."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the fields."""
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        """The names of the variables."""
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


class Report(ExceptionReporter):
    """A report without the names of files, which customers choose."""

    def get_traceback_data(self) -> dict[str, Any]:
        """What the report's templates show."""
        data = super().get_traceback_data()
        if self.request is not None and self.filter.is_active(self.request):
            data["request_FILES_items"] = [(name, self.filter.cleansed_substitute) for name in self.request.FILES]
        return data
