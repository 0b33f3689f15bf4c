"""What the code may not do, read off the code itself: scan, add blindly, act outside the policy."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from medisecure.access.policy import known_actions
from medisecure.web import health, home, sign_in

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("medisecure", "patients", "providers", "appointments", "documents")
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
SOURCES = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in FILES}


@cache
def trees() -> dict[str, ast.Module]:
    """Every module parsed, once they are asked for."""
    return {name: ast.parse(source) for name, source in SOURCES.items()}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the code, by the last part of its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node


def texts(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)]  # fmt: skip


def test_there_is_code_to_look_at() -> None:
    assert len(FILES) > 60


def test_no_code_scans_a_table() -> None:
    """A scan costs with the whole table and sees everybody's items."""
    assert {name: found for name in SOURCES if (found := scans_in(name))} == {}


def scans_in(name: str) -> set[str]:
    forbidden = {"scan", "Scan", "parallel_scan", "execute_statement", "batch_execute_statement"}
    found = {called for called, _ in calls(trees()[name])} & forbidden
    said = {text for text in texts(trees()[name]) if text in forbidden or "dynamodb:Scan" in text
            or "PartiQL" in text}  # fmt: skip
    return found | said


def test_no_update_adds_blindly() -> None:
    """A repeated `ADD` counts twice: what is written can be written again. A set forgives it."""
    to_a_set = "ADD #s :seen SET #ttl = :ttl"
    assert [(name, text) for name in SOURCES for text in texts(trees()[name])
            if text.startswith(("ADD ", "DELETE ")) and ":" in text
            and text != to_a_set] == []  # fmt: skip


def test_a_scan_would_be_seen() -> None:
    planted = ast.parse("def f(client):\n    return client.scan(TableName='x')")
    assert "scan" in {called for called, _ in calls(planted)}


# Reads and writes go through the gate


GATE = {
    "medisecure/dynamodb/relations/acting.py",  # for whom a proxy acts: asked by the gate itself
    "medisecure/dynamodb/audit_writer.py",
    "medisecure/dynamodb/relations/care_relations.py",
    "medisecure/dynamodb/calls/client.py",
    "medisecure/dynamodb/counters.py",
    "medisecure/dynamodb/relations/links.py",  # which ids are one patient: part of the gate
    "medisecure/dynamodb/gate/cached_lists.py",  # what it keeps, `reading.py` asks the policy about
    "medisecure/dynamodb/gate/answers.py",
    "medisecure/dynamodb/gate/fetching.py",
    "medisecure/dynamodb/sealing/keysets.py",
    "medisecure/dynamodb/query.py",
    "medisecure/dynamodb/table.py",
    "medisecure/dynamodb/unit_of_work.py",
    # how often a code was typed and an invitation sent: counts, and no health data
    "medisecure/identity/portal/linking.py",
    "medisecure/web/linking/invite_button.py",
    "medisecure/web/linking/text_code.py",
    "medisecure/identity/sessions.py",
    "medisecure/web/health.py",
    "medisecure/web/limits.py",
    "medisecure/wiring.py",
    # measures the access patterns from a terminal, and shows counts only
    "medisecure/management/commands/access_patterns.py",
    "medisecure/management/commands/create_tables.py",
    # with the keeper's credentials: counts a copy and looks for the files it names
    "medisecure/management/commands/restore.py",
    "medisecure/management/commands/rotate_keys.py",
}


def test_only_the_gate_and_what_holds_no_health_data_touches_a_table() -> None:
    assert {name: doors for name in SOURCES.keys() - GATE if (doors := doors_in(name))} == {}


def doors_in(name: str) -> set[str]:
    imported = {
        f"{node.module}.{each.name}"
        for node in ast.walk(trees()[name])
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    doors = {"medisecure.dynamodb.table.Table", "medisecure.wiring.health_table",
             "medisecure.wiring.sessions_table", "medisecure.wiring.dynamodb",
             "medisecure.wiring.vault",
             "medisecure.dynamodb.calls.client.dynamodb_client"}  # fmt: skip
    return imported & doors


# The calendar feed, whose secret address stands for the patient, and the check of a letter, for
# which its number and a birth date do: nobody is signed in before them. A one-time code stands for
# whoever is linked by it; and who stops acting for a patient does so as themselves.
BY_SECRET = {
    "appointments/calendar/secret_views.py", "documents/letters/public_views.py",
    "documents/sharing/secret_views.py",
    "medisecure/web/linking/views.py", "medisecure/web/acting/views.py",
}  # fmt: skip
VIEWS = sorted(name for name in SOURCES.keys() - BY_SECRET
               if name.endswith(("views.py", "services.py", "filing.py"))
               or "/desk/" in name or "/oversight/" in name or "/profile/" in name)  # fmt: skip


def test_no_page_acts_for_the_system() -> None:
    """A page acts for the person before it, never with rights of its own."""
    own = {"system_work", "system", "unit_of_work"}
    assert [(name, called) for name in VIEWS for called, _ in calls(trees()[name])
            if called in own] == []  # fmt: skip


def test_every_action_a_page_requires_is_one_of_the_policy() -> None:
    required = {
        node.args[0].value
        for tree in trees().values()
        for name, node in calls(tree)
        if name == "require" and node.args and isinstance(node.args[0], ast.Constant)
    }
    assert required
    assert required <= known_actions()


def views(resolver: URLResolver) -> Iterator[object]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield each.callback
        else:
            yield from views(each)


def test_only_these_pages_are_open_to_strangers() -> None:
    """Everything else is behind the sign-in wall by default, also what is added tomorrow."""
    found = {
        f"{view.__module__}.{getattr(view, 'view_class', view).__name__}"  # type: ignore[attr-defined]
        for view in views(get_resolver())
        if not getattr(view, "login_required", True)
    }
    assert found == {
        "appointments.calendar.secret_views.feed",
        "documents.letters.public_views.check",
        "documents.sharing.secret_views.shared",
        "medisecure.web.input.covered_page.keep_typed",
        "medisecure.web.linking.views.invited",
        "medisecure.web.linking.views.link_account",
        f"{home.__name__}.home",
        f"{home.__name__}.language",
        f"{health.__name__}.healthz",
        f"{health.__name__}.readyz",
        f"{sign_in.__name__}.SignInView",
        f"{sign_in.__name__}.CallbackView",
        f"{sign_in.__name__}.sign_in_failed",
        f"{sign_in.__name__}.sign_out",
        f"{sign_in.__name__}.signed_out",
    }


def test_no_view_turns_a_guard_off() -> None:
    """Markup is built in the tags and their marks only, from parts without any value."""
    guards = {"csrf_exempt", "xframe_options_exempt", "csp_exempt", "csp_replace", "eval", "exec",
              "pickle", "mark_safe"}  # fmt: skip
    for name, tree in trees().items():
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        makes_markup = "/templatetags/" in name or name == "medisecure/web/display/marks.py"
        allowed = {"mark_safe"} if makes_markup else set()
        assert not used & guards - allowed, name


def test_no_template_switches_escaping_off_or_holds_script() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "|safe" not in text, file.name
        assert "autoescape off" not in text, file.name
        assert " onclick=" not in text, file.name
        assert "javascript:" not in text, file.name
        assert " style=" not in text, file.name
