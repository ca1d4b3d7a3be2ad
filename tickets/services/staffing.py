"""Staff: who they are, and what the groups of support agents and of their leads may do."""

import secrets
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from tickets.models import Queue, User

GROUP, LEADS = "Support", "Leads"
MAY = (
    "view_ticket",
    "work_ticket",
    "view_customer",
    "view_organisation",
    "view_queue",
    "view_routingrule",
    "view_target",
    "view_businesshours",
    "view_incident",
    "view_owed",
    "view_alert",
    "view_guideentry",
    "add_guideentry",
    "change_guideentry",
)
LED = ("queue", "routingrule", "statuspage", "statuscomponent", "target", "businesshours")
MAY_LEAD = ("change_incident", *(f"{verb}_{name}" for name in LED for verb in ("view", "add", "change", "delete")))
PASSWORD_BYTES = 15  # 120 bits: 20 characters of base64url


@dataclass(frozen=True, slots=True)
class Enlisted:
    """A staff user; ``password`` is the new one in the clear, empty where the user kept theirs."""

    user: User
    password: str = field(repr=False)


def support_group() -> Group:
    """The group of support agents, with what they may do; made on first use, since permissions follow migrations."""
    return _group(GROUP, MAY)


def leads_group() -> Group:
    """The group of those who decide about incidents, queues, rules, status pages and targets, beside all the rest."""
    return _group(LEADS, (*MAY, *MAY_LEAD))


@transaction.atomic
def enlist(*, email: str, password: str = "", lead: bool = False, everything: bool = False) -> Enlisted:
    """Makes a staff user in the support group, or makes staff of the user of that address; twice changes nothing.

    A password that is given is set. A user who cannot sign in yet gets a generated one.
    ``lead`` adds them to the leads; ``everything`` makes a superuser, who also manages users and keys. Neither is ever
    taken away here.
    """
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
    user.is_staff = user.is_active = True
    user.is_superuser = user.is_superuser or everything
    if not password and not user.has_usable_password():
        password = secrets.token_urlsafe(PASSWORD_BYTES)
    if password:
        user.set_password(password)
    user.save()
    user.groups.add(support_group(), *([leads_group()] if lead else []))
    return Enlisted(user, password)


def agents() -> "list[User]":
    """Active staff who may work tickets, by address: whom a ticket can be given to."""
    return list(_agents().order_by("email"))


def members_on_duty(queue: Queue) -> "list[User]":
    """The agents among a queue's members who are on duty, in the order of their ids."""
    return list(_agents().filter(on_duty=True, queues=queue).order_by("pk"))


def on_call(queue: Queue | None) -> "list[User]":
    """Who looks after a queue now: its members on duty, else its members, else every agent; by their ids."""
    every = _agents().order_by("pk")
    members = list(every.filter(queues=queue)) if queue is not None else []
    return [member for member in members if member.on_duty] or members or list(every)


def leads() -> "list[User]":
    """Active staff who may confirm and resolve incidents, by their ids."""
    may = Q(is_superuser=True) | Q(groups__permissions__codename="change_incident")
    may |= Q(user_permissions__codename="change_incident")
    return list(User.objects.filter(may, is_staff=True, is_active=True).distinct().order_by("pk"))


def set_duty(*, user: User, on: bool) -> bool:
    """Whether queues may hand out tickets to an agent from now on. False if it was so already."""
    changed = User.objects.filter(pk=user.pk, on_duty=not on).update(on_duty=on)
    user.on_duty = on
    return bool(changed)


@transaction.atomic
def _group(name: str, may: tuple[str, ...]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(content_type__app_label="tickets", codename__in=may))
    return group


def _agents() -> "QuerySet[User]":
    may_work = Q(is_superuser=True) | Q(groups__permissions__codename="work_ticket")
    return User.objects.filter(may_work, is_staff=True, is_active=True).distinct()
