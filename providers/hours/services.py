"""Changing when a doctor sees patients; what two people change at once is not lost."""

from collections.abc import Callable
from dataclasses import replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.models import Availability, ProfessionalInfo, Provider, Season
from providers.directory.repository import Providers
from providers.directory.rules import Break, DayException

TRIES = 3
STALE = gettext_noop(
    "These hours were changed in the meantime, by someone else or in another window. What you "
    "typed is still below: press Save again to keep it."
)


def save_week(
    uow: UnitOfWork,
    provider: Provider,
    change: Callable[[Availability], Availability],
    version: int,
) -> None:
    """Store other hours for a doctor just read here; `Conflict` if they changed since `version`."""
    if provider.version != version:
        raise Conflict(STALE)
    try:
        _store(uow, provider, change)
    except Conflict:
        raise Conflict(STALE) from None


def change_rules(
    uow: UnitOfWork, provider_id: str, change: Callable[[Availability], Availability]
) -> None:
    """Add or take away one rule, on top of whatever anybody else has just changed."""
    for left in reversed(range(TRIES)):
        try:
            return _store(uow, Providers(uow).current(provider_id), change)
        except Conflict:
            if not left:
                raise
    return None


def save_languages(uow: UnitOfWork, provider_id: str, languages: list[str]) -> None:
    """Store which languages a doctor speaks with patients; as it is already, nothing happens."""
    for left in reversed(range(TRIES)):
        provider = Providers(uow).current(provider_id)
        work = provider.professional_info or ProfessionalInfo()
        if sorted(work.languages or ()) == sorted(languages):
            return
        spoken = replace(work, languages=languages or None)
        try:
            with uow:
                changed = replace(provider, professional_info=spoken, updated_at=uow.at)
                Providers(uow).save(changed, Action.CHANGE_DOCTOR)
        except Conflict:
            if not left:
                raise
        else:
            return


def with_break(added: Break) -> Callable[[Availability], Availability]:
    """The same rules with one more break; one that is there already stays one."""
    return lambda rules: replace(
        rules, breaks=[*(each for each in rules.breaks or () if each != added), added]
    )


def without_break(name: str) -> Callable[[Availability], Availability]:
    """The same rules without the break of that name (`name_of`)."""
    return lambda rules: replace(
        rules, breaks=[each for each in rules.breaks or () if name_of(each) != name] or None
    )


def with_exception(added: DayException) -> Callable[[Availability], Availability]:
    """The same rules with one more date that is unlike its weekday."""

    def changed(rules: Availability) -> Availability:
        others = [each for each in rules.exceptions or () if each != added]
        return replace(rules, exceptions=sorted([*others, added], key=_by_day))

    return changed


def without_exception(name: str) -> Callable[[Availability], Availability]:
    """The same rules without the exception of that name (`name_of`)."""
    return lambda rules: replace(
        rules,
        exceptions=[each for each in rules.exceptions or () if name_of(each) != name] or None,
    )


def with_season(added: Season) -> Callable[[Availability], Availability]:
    """The same rules with one more season; one of the same dates gives way to it."""

    def changed(rules: Availability) -> Availability:
        others = [each for each in rules.seasons or () if name_of(each) != name_of(added)]
        return replace(rules, seasons=sorted([*others, added], key=lambda each: each.first))

    return changed


def without_season(name: str) -> Callable[[Availability], Availability]:
    """The same rules without the season of that name (`name_of`)."""
    return lambda rules: replace(
        rules, seasons=[each for each in rules.seasons or () if name_of(each) != name] or None
    )


def name_of(rule: Break | DayException | Season) -> str:
    """What a form calls a rule by: its day and times. The same rule twice has one name."""
    if isinstance(rule, Season):
        return f"{rule.first.isoformat()} {rule.last.isoformat()}"
    when = rule.weekday or "" if isinstance(rule, Break) else rule.day.isoformat()
    return f"{when} {rule.start or ''} {rule.end or ''}"


def _by_day(each: DayException) -> tuple[str, str]:
    return each.day.isoformat(), each.start or ""


def _store(
    uow: UnitOfWork, provider: Provider, change: Callable[[Availability], Availability]
) -> None:
    """The version fails whoever books by the older hours at this moment, and they look again."""
    rules = change(provider.availability or Availability())
    if rules == provider.availability:
        return
    counted = replace(rules, rules_version=rules.rules_version + 1)
    with uow:
        changed = replace(provider, availability=counted, updated_at=uow.at)
        Providers(uow).save(changed, Action.CHANGE_HOURS)
