"""The options of a select: what is told stands in them, and nothing of it is markup."""

from medisecure.web.display.markup.options import options


def test_the_chosen_value_is_selected_and_words_are_escaped() -> None:
    found = options([("a", "A & B"), ('"b', "<i>")], "a")
    assert found == (
        '<option value="a" selected>A &amp; B</option><option value="&quot;b">&lt;i&gt;</option>'
    )
