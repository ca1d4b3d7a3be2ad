"""Celery's entry points: each loads nothing, calls one service, and may run twice. Nobody else imports them."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from tickets.models import Heartbeat, IdempotencyKey
from tickets.services import (
    assigning,
    briefing,
    closing,
    diagnosing,
    hooking,
    importing,
    incidents,
    liveness,
    notifying,
    owed,
    rediagnosing,
    routing,
)
from tickets.services.statuspages import reading
from tickets.services.targets import tending

IDEMPOTENCY_KEPT = timedelta(days=2)


@shared_task(name="tickets.route")
def route(owed_id: int) -> None:
    """Puts a received ticket into its queue."""
    now = timezone.now()
    owed.settle(owed_id, lambda ticket, _: routing.route_ticket(ticket, now=now), now=now)


@shared_task(name="tickets.group")
def group(owed_id: int) -> None:
    """Puts an answered ticket's fault among its like."""
    now = timezone.now()
    owed.settle(owed_id, lambda ticket, _: incidents.group_answered(ticket, now=now), now=now)


@shared_task(name="tickets.tell_update")
def tell_update(owed_id: int) -> None:
    """Tells an incident's update to some of its tickets, and leaves the rest to its successor."""
    now = timezone.now()
    owed.settle_row(owed_id, lambda row: incidents.tell_some(row, now=now), now=now)


@shared_task(name="tickets.mail_received")
def mail_received(owed_id: int) -> None:
    """Mails the customer that the ticket was received."""
    now = timezone.now()
    owed.settle_outside(owed_id, notifying.paced(notifying.mail_received, now=now), now=now)


@shared_task(name="tickets.mail_queued")
def mail_queued(owed_id: int) -> None:
    """Mails the customer that a person will look at it."""
    now = timezone.now()
    owed.settle_outside(owed_id, notifying.paced(notifying.mail_queued, now=now), now=now)


@shared_task(name="tickets.mail_reply")
def mail_reply(owed_id: int) -> None:
    """Mails the customer what support wrote."""
    now = timezone.now()
    owed.settle_outside(owed_id, notifying.paced(notifying.mail_reply, now=now), now=now)


@shared_task(name="tickets.mail_update")
def mail_update(owed_id: int) -> None:
    """Mails the customer what support wrote about an incident."""
    now = timezone.now()
    owed.settle_outside(owed_id, notifying.paced(notifying.mail_update, now=now), now=now)


@shared_task(name="tickets.mail_solved")
def mail_solved(owed_id: int) -> None:
    """Asks the customer by mail whether it works."""
    now = timezone.now()
    owed.settle_outside(owed_id, notifying.paced(notifying.mail_solved, now=now), now=now)


@shared_task(name="tickets.mail_alert")
def mail_alert(owed_id: int) -> None:
    """Mails one of the staff an alert."""
    now = timezone.now()
    owed.settle_outside(owed_id, lambda row: briefing.mail_alert(row, now=now), now=now)


@shared_task(name="tickets.hook_alert")
def hook_alert(owed_id: int) -> None:
    """Posts an alert to the staff webhook."""
    now = timezone.now()
    owed.settle_outside(owed_id, lambda row: hooking.post_alert(row, now=now), now=now)


@shared_task(name="tickets.check_document")
def check_document(owed_id: int) -> None:
    """Reads an uploaded document and makes its preview, or says what is wrong with it."""
    owed.settle_outside(owed_id, importing.check_owed, now=timezone.now())


@shared_task(name="tickets.diagnose")
def diagnose(owed_id: int) -> None:
    """Diagnoses a ticket again."""
    now = timezone.now()
    owed.settle(owed_id, lambda ticket, _: diagnosing.again(ticket=ticket, now=now), now=now)


@shared_task(name="tickets.diagnose_open")
def diagnose_open(owed_id: int) -> None:
    """Owes a new diagnosis to some of the open tickets, and the rest to its successor."""
    now = timezone.now()
    owed.settle_row(owed_id, lambda row: rediagnosing.owe_some(before=row.subject, now=now), now=now)


@shared_task(name=liveness.ASK)
def answer() -> None:
    """Says that a worker is there, as the sweeper asks now and then."""
    liveness.mark(Heartbeat.Role.WORKER, now=timezone.now())


@shared_task(name=reading.TASK)
def read_status_pages() -> None:
    """Reads the status pages that are due."""
    reading.read_due(now=timezone.now())


@shared_task(name="tickets.forget_idempotency_keys")
def forget_idempotency_keys() -> None:
    """Deletes the keys of submissions that no client repeats any more."""
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - IDEMPOTENCY_KEPT).delete()


@shared_task(name="tickets.tend_claims")
def tend_claims() -> None:
    """Gives unanswered claims back to their queues, and hands out what waited for somebody to come on duty."""
    now = timezone.now()
    assigning.return_unanswered(now=now)
    assigning.hand_out_waiting(now=now)


@shared_task(name="tickets.close_finished")
def close_finished() -> None:
    """Closes what ended long enough ago."""
    closing.close_finished(now=timezone.now())


@shared_task(name="tickets.tend_targets")
def tend_targets() -> None:
    """Warns of response targets that are about to break, and marks those that are broken."""
    tending.tend(now=timezone.now())
