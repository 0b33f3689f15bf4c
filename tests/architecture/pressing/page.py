"""What can be pressed on a page, read out of its HTML as a browser reads it.

Links, the buttons of forms with every choice of their selects, radio buttons and check boxes,
and what htmx would ask for. What only a script of ours does (dragging, printing, closing a
message) is not here: the journeys in a browser press that.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html

Fields = list[tuple[str, str]]
IS_SENT_BY = "self::button[not(@type) or @type='submit'] or self::input[@type='submit']"
SENDS = f"descendant-or-self::*[{IS_SENT_BY}]"
# Sent by Enter even where no button is.
ENTERED = ".//input[not(@type) or @type='text' or @type='search' or @type='date' or @type='time']"
MOST_CHOICES = 12  # of one list; from a longer one (time zones) so many from everywhere in it
HTMX = "//*[@hx-get or @hx-post]"
NO_VALUE = {"submit", "button", "image", "reset", "file"}
TICKED = {"checkbox", "radio"}


@dataclass(frozen=True, slots=True)
class Press:
    """One thing to press: where it asks, with what, and what a script would take of the answer."""

    on: str  # the address of the page it stands on
    kind: str  # link, form or htmx
    method: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()
    sends: tuple[str, str] = ("", "")  # the button's own name and value
    chosen: tuple[str, str] = ("", "")  # the one field that is not as the page showed it
    headers: Mapping[str, str] = field(default_factory=dict)
    takes: str = ""  # the id of the fragment htmx takes out of the answer
    silent: bool = False  # a script sends it and shows nothing
    frame: bool = False  # it stands around every page, not in one

    def __str__(self) -> str:
        said = " ".join("=".join(pair) for pair in (self.sends, self.chosen) if any(pair))
        return f"{self.on}: {self.kind} {self.method} {self.url} {said}".strip()


class Shown:
    """A page as it was answered; `address` is where it was asked for in the end."""

    def __init__(self, address: str, body: bytes) -> None:
        self.address = address
        # Named, not guessed: the declaration in the page comes after bytes that lxml reads first.
        self.tree = html.fromstring(body, parser=html.HTMLParser(encoding="utf-8"))

    def presses(self) -> Iterator[Press]:
        """Everything on the page, in its order: links, then forms, then what htmx does."""
        yield from self._links()
        for form in self.tree.iter("form"):
            yield from self._form(form)
        for element in self.tree.xpath(HTMX):
            yield from self._htmx(element)

    def text(self, part: str = "//main") -> str:
        """The words of a part of the page."""
        return " ".join(" ".join(each.text_content() for each in self.tree.xpath(part)).split())

    def words_to_the_person(self) -> list[str]:
        """Messages, refusals and errors beside the fields."""
        said = ("notice", "error-summary", "invalid-feedback", "alert")
        classes = " or ".join(f"contains(concat(' ', @class, ' '), ' {each} ')" for each in said)
        found = self.tree.xpath(f"//*[{classes} or @role='alert' or @role='status']")
        return [" ".join(each.text_content().split()) for each in found]

    def broken_anchors(self) -> list[str]:
        """Links within the page that lead to nothing on it."""
        ids = set(self.tree.xpath("//@id"))
        inside = (each[1:] for each in self.tree.xpath("//a/@href") if each.startswith("#"))
        return sorted(each for each in inside if each and each not in ids)

    def _links(self) -> Iterator[Press]:
        for link in self.tree.xpath("//a[@href]"):
            url = self._to(link.get("href"))
            if url:
                yield Press(on=self.address, kind="link", method="GET", url=url)

    def _to(self, href: str | None) -> str:
        """The address within this site; empty for what leads out of it, or within the page."""
        if href is not None and href.startswith("#"):
            return ""
        url = urlsplit(urljoin(f"http://testserver{self.address}", href or self.address))
        if url.scheme not in ("http", "https") or url.netloc != "testserver":
            return ""
        return f"{url.path}?{url.query}" if url.query else url.path

    def _form(self, form: Any) -> Iterator[Press]:
        if form.get("action") and not self._to(form.get("action")):
            return  # the store answers it, not we: tests/documents/intake
        controls = self._controls(form)
        buttons = [each for control in controls for each in control.xpath(SENDS)]
        usual = next((each for each in buttons if not each.get("name")), next(iter(buttons), None))
        shown = values_of(controls)
        if usual is None and not form.xpath(ENTERED):
            return  # nobody can send it: its buttons are elsewhere, or not there today
        yield from (self._sent(form, shown, button) for button in buttons or [None])
        typed = [filled(control, pair) for control, pair in each_of(controls)]
        if typed != shown:
            yield self._sent(form, typed, usual, ("filled", "in"))
        for changed, choice in choices_of(controls, shown):
            yield self._sent(form, changed, usual, choice)

    def _controls(self, form: Any) -> list[Any]:
        inside = form.xpath(".//input | .//select | .//textarea | .//button")
        name = form.get("id")
        if not name:
            return inside
        outside = "//*[@form=$name][self::input or self::select or self::textarea or self::button]"
        return [*inside, *(each for each in self.tree.xpath(outside, name=name)
                           if each not in inside)]  # fmt: skip

    def _sent(
        self, form: Any, values: Fields, button: Any, chosen: tuple[str, str] = ("", "")
    ) -> Press:
        """The form as the browser sends it when this button is pressed."""
        asked = {} if button is None else button.attrib
        method = (asked.get("formmethod") or form.get("method") or "get").upper()
        url = self._to(asked.get("formaction") or form.get("action"))
        own = (asked.get("name", ""), asked.get("value", ""))
        sent = [*values, *([own] if own[0] else [])]
        if method == "GET":
            url, sent = f"{url.partition('?')[0]}?{urlencode(sent)}", []
        silent = form.get("data-stay-signed-in") is not None
        frame = not any(each.tag == "main" for each in form.iterancestors())
        return Press(on=self.address, kind="form", method=method, url=url, fields=tuple(sent),
                     sends=own, chosen=chosen, silent=silent,
                     frame=frame)  # fmt: skip

    def _htmx(self, element: Any) -> Iterator[Press]:
        """What htmx asks when the element is triggered as it is, and after each choice in it."""
        method = "POST" if element.get("hx-post") is not None else "GET"
        url = self._to(element.get("hx-post") or element.get("hx-get"))
        controls: list[Any] = []
        if element.get("hx-include") == "closest form":
            controls = self._controls(next(element.iterancestors("form")))
        headers = {"HX-Request": "true", **json.loads(element.get("hx-headers") or "{}")}
        extra = list(json.loads(element.get("hx-vals") or "{}").items())
        itself = "" if element.get("hx-target") else element.get("id", "")
        takes = (element.get("hx-select") or "").removeprefix("#") or itself
        shown = values_of(controls)
        inside = [each for each in controls if element in each.iterancestors()]
        for values, choice in [(shown, ("", "")), *choices_of(inside, shown)]:
            sent = [*values, *extra]
            query = f"?{urlencode(sent)}" if method == "GET" and sent else ""
            yield Press(on=self.address, kind="htmx", method=method, url=url + query,
                        fields=tuple(sent) if method == "POST" else (), chosen=choice,
                        sends=extra[0] if extra else ("", ""), headers=headers,
                        takes=takes)  # fmt: skip


def each_of(controls: list[Any]) -> Iterator[tuple[Any, tuple[str, str]]]:
    """Every control that is sent as it stands, with its name and value."""
    for control in controls:
        if control.get("disabled") is not None or not control.get("name"):
            continue
        if next(control.iterancestors("fieldset"), control).get("disabled") is not None:
            continue
        kind = control.get("type", "text") if control.tag == "input" else control.tag
        if kind in NO_VALUE or kind == "button":
            continue
        if kind in TICKED and control.get("checked") is None:
            continue
        for value in control_values(control):
            yield control, (control.get("name"), value)


def control_values(control: Any) -> list[str]:
    if control.tag == "select":
        options = [each for each in control.iter("option") if each.get("disabled") is None]
        picked = [each for each in options if each.get("selected") is not None]
        return [option_value(each) for each in picked or options[:1]]
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    return [control.get("value", "on" if control.get("type") in TICKED else "")]


def option_value(option: Any) -> str:
    value = option.get("value")
    return str(option.text_content() if value is None else value)


def values_of(controls: list[Any]) -> Fields:
    """The fields as a browser sends them, untouched."""
    return [pair for _, pair in each_of(controls)]


def choices_of(controls: list[Any], shown: Fields) -> Iterator[tuple[Fields, tuple[str, str]]]:
    """The fields with one of them chosen otherwise, for every other choice there is."""
    for control in controls:
        name, kind = control.get("name"), control.get("type")
        if not name or control.get("disabled") is not None:
            continue
        if control.tag == "select":
            values = [option_value(each) for each in control.iter("option")
                      if each.get("disabled") is None]  # fmt: skip
        elif kind == "radio":
            values = [control.get("value", "on")]
        elif kind == "checkbox":
            yield toggled(shown, (name, control.get("value", "on"))), (name, "toggled")
            continue
        else:
            continue
        others = [pair for pair in shown if pair[0] != name]
        values = [each for each in values if (name, each) not in shown]
        step = -(-len(values) // MOST_CHOICES) or 1
        for value in values[::step]:
            yield [*others, (name, value)], (name, value)


def toggled(shown: Fields, pair: tuple[str, str]) -> Fields:
    return [each for each in shown if each != pair] if pair in shown else [*shown, pair]


FILLED = {"email": "someone@example.com", "tel": "+974 5544 3322", "number": "1", "time": "09:00",
          "search": "doe"}  # fmt: skip


def filled(control: Any, pair: tuple[str, str]) -> tuple[str, str]:
    """The same field with something plausible in it where it was empty."""
    name, value = pair
    kind = control.get("type", "text") if control.tag == "input" else control.tag
    if value or kind in ("hidden", "select", "date", *TICKED):
        return pair
    return name, FILLED.get(kind, "Because it rains")
