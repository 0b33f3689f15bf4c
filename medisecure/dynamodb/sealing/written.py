"""What reads an entity, written out as one function with a step for each field.

A loop over attributes that looks each one's reader up, gathers them by name and calls `__init__`
costs twice as much, and a chart reads three hundred entities. The text of a function is made of the
entity's own field names and of nothing that was ever stored. See
docs/adr/0141-readers-written-out.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, NamedTuple

from medisecure.dynamodb.sealing.making import twin_of

Function = Callable[..., Any]


class OnceNeeded:
    """A reader that is made when it first reads: a type may hold itself."""

    def __init__(self, make: Callable[[], Function]) -> None:
        self._make, self._begun = make, False
        self._made: Function | None = None

    def __call__(self, value: Any) -> Any:
        return (self._made or self._now())(value)

    def directly(self) -> Function:
        """The reader itself; this one in its place where it is being made just now."""
        return self._made or (self if self._begun else self._now())

    def _now(self) -> Function:
        self._begun = True
        made = self._made = self._make()
        self._begun = False
        return made


class Step(NamedTuple):
    """Where a field's value is found, and what is made of it.

    `source` is the name of a mapping the function is given, `stored_as` the key in it. `read` is
    None for what is there already. A text needs no more than a look, which `text` says in code: of
    `v` that is one of ours ("v.__class__ is str"), and its text ("v").
    """

    source: str
    stored_as: str
    read: Function | None
    text: tuple[str, str] | None = None


def written(
    entity: Any, arguments: Iterable[str], steps: Mapping[str, Step], *, first: str = ""
) -> Function:
    """The function of these arguments that gives the entity.

    A field without a step has its default. `first` is a line before all others. A field that is
    absent and has no default is a `TypeError`, as for `__init__`; whatever a reader or the entity
    itself refuses is raised as it is.
    """
    twin, known = twin_of(entity), dict[str, Any]()
    lines = [first] if first else []
    lines += ["made = new(twin)"]
    for n, each in enumerate(fields(entity)):
        lines += _lines(n, each, steps.get(each.name), known)
    if hasattr(entity, "__post_init__"):
        lines.append("made.__post_init__()")
    if twin is not entity:
        lines.append("made.__class__ = entity")
    body = "\n    ".join([*lines, "return made"])
    text = f"def read({', '.join(arguments)}):\n    {body}\n"
    space = {"new": object.__new__, "twin": twin, "entity": entity, **known}
    exec(compile(text, f"<reader of {entity.__name__}>", "exec"), space)  # noqa: S102 - of our own names
    found: Function = space["read"]
    return found


def _lines(n: int, of: "Field[Any]", step: Step | None, known: dict[str, Any]) -> list[str]:
    """The lines that set one field; what they speak of by number is put into `known`."""
    otherwise = _otherwise(n, of, known)
    if step is None:
        return [otherwise]
    there = f"{step.source}[{step.stored_as!r}]"
    lines = [f"if {step.stored_as!r} not in {step.source}: {otherwise}"]
    if step.read is None:
        return [*lines, f"else: made.{of.name} = {there}"]
    known[f"r{n}"] = step.read.directly() if isinstance(step.read, OnceNeeded) else step.read
    read = f"made.{of.name} = r{n}(v)"
    if step.text:
        is_text, text = step.text
        read = f"made.{of.name} = {text} if {is_text} else r{n}(v)"
    return [*lines, "else:", f"    v = {there}", f"    {read}"]


def _otherwise(n: int, of: "Field[Any]", known: dict[str, Any]) -> str:
    """What the field is where nothing is stored."""
    if of.default_factory is not MISSING:
        known[f"d{n}"] = of.default_factory
        return f"made.{of.name} = d{n}()"
    if of.default is not MISSING:
        known[f"d{n}"] = of.default
        return f"made.{of.name} = d{n}"
    return f"raise TypeError({f'{of.name} is missing'!r})"
