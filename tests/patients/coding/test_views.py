"""The page on which a doctor looks up a diagnosis."""

from collections.abc import Callable

from django.test import Client

from tests.people import DR_SMITH, JOHN, REEM

SignIn = Callable[[str], Client]


def test_a_diagnosis_is_found_with_its_plain_words_and_the_release(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).post("/codes/", {"q": "ischaemic heart"}).content.decode()
    assert "I25.9" in page
    assert "Long-term heart disease from narrowed arteries" in page
    assert "ICD-10-CM, April 2026" in page


def test_arabic_readers_get_their_own_words(signed_in: SignIn) -> None:
    browser = signed_in(DR_SMITH)
    browser.cookies["language"] = "ar"
    page = browser.post("/codes/", {"q": "سكر"}, headers={"accept-language": "ar"}).content.decode()
    assert "E11.9" in page


def test_htmx_gets_the_list_alone(signed_in: SignIn) -> None:
    answer = signed_in(DR_SMITH).post("/codes/", {"q": "I25.9"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "I25.9" in page
    assert "<html" not in page


def test_nothing_found_says_what_to_do(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).post("/codes/", {"q": "qqqqqq"}).content.decode()
    assert "Try other words" in page


def test_too_much_typed_is_said_beside_the_box(signed_in: SignIn) -> None:
    answer = signed_in(DR_SMITH).post("/codes/", {"q": "x" * 201})
    assert answer.status_code == 200
    assert "is-invalid" in answer.content.decode()


def test_a_medicine_is_found_with_its_code(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).post("/medicines/", {"q": "amoxi"}).content.decode()
    assert "Amoxicillin" in page
    assert "J01CA04" in page


def test_patients_and_the_front_desk_have_no_such_pages(signed_in: SignIn) -> None:
    for who in (JOHN, REEM):
        assert signed_in(who).get("/codes/").status_code == 404
        assert signed_in(who).get("/medicines/").status_code == 404
