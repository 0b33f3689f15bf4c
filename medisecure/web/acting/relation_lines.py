"""Relations of those who act for a patient as lines of a page: what they may do, how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.access.proxies import Proxy, Tier
from medisecure.clock import clinic_date
from medisecure.web.acting.wording import PROOFS, RELATIONSHIPS, scopes_said
from medisecure.web.display.words.wording import label_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyLine:
    """One relation; `sign_in` says to the desk how far the person's own sign-in has come."""

    proxy: Proxy
    relationship: str
    proof: str
    may: list[Any]
    is_over: bool
    limited: bool
    ends: date | None
    why_over: Any = ""
    sign_in: Any = ""
    may_invite: bool = False


def line_of(
    proxy: Proxy, at: datetime, *, sign_in: Any = "", may_invite: bool = False
) -> ProxyLine:
    """The relation in words."""
    over = proxy.is_over(at)
    return ProxyLine(
        proxy=proxy,
        relationship=label_of(RELATIONSHIPS, proxy.relationship),
        proof=label_of(PROOFS, proxy.proof),
        may=scopes_said(proxy.may if over else proxy.scopes_at(at)),
        is_over=over,
        limited=proxy.tier_at(at) is Tier.LIMITED,
        ends=last_day(proxy),
        why_over=_why_over(proxy, at) if over else "",
        sign_in=sign_in,
        may_invite=may_invite,
    )


def _why_over(proxy: Proxy, at: datetime) -> Any:
    if proxy.ended_at and proxy.ended_at <= at:
        by = {proxy.patient_id: _("Ended by the patient"), proxy.proxy_id: _("Ended by themselves")}
        return by.get(proxy.ended_by or "", _("Ended by the clinic"))
    if proxy.until and proxy.until <= at:
        return _("Ran out")
    return _("The patient came of age")


def parted(lines: Iterable[ProxyLine]) -> tuple[list[ProxyLine], list[ProxyLine]]:
    """Who acts now, and who no longer does."""
    known = list(lines)
    return [each for each in known if not each.is_over], [each for each in known if each.is_over]


def last_day(proxy: Proxy) -> date | None:
    """The day on which it ends by itself, if it does."""
    until = clinic_date(proxy.until) if proxy.until else None
    ends = [each for each in (until, proxy.comes_of_age) if each]
    return min(ends, default=None)
