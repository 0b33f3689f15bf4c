"""What people of the trade typed at a front desk: registered by the form, found by the box."""

from collections.abc import Callable
from secrets import randbelow
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure.clock import clinic_date, now
from medisecure.web.input.fields import new_id
from tests.patients.home.portal import store_just_begun
from tests.people import DR_SMITH, JOHN, REEM

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]
# Registered as (first, family, birth date, phone) → typed, and each finds them.
TRIED: dict[tuple[str, str, str, str], tuple[str, ...]] = {
    ("Baby 1", "Al-Kuwari", "1/2/2026", "33110001"): ("baby 1 al-kuwari", "baby 1"),
    ("Sean", "O'Brien", "3/4/1971", "33110002"): ("o brien", "obrien", "O’Brien"),
    ("Ann", "MacDonald", "4/5/1972", "33110003"): ("mac donald", "macdonald"),
    ("Mary Ann", "Tried", "5/6/1973", "33110004"): ("maryann", "mary ann tried"),
    ("أبو بكر", "التجريبي", "6/7/1974", "33110005"): ("abubakr", "abu bakr", "ابوبكر"),
    ("مريم", "الكواري", "7/8/1975", "33110006"): ("kuwari", "al kuwari", "alkuwari"),
    ("محمد", "المجرب", "8/9/1976", "33445599"): ("mohamed 33", "محمد 5599"),
    ("خالد", "الأول", "9/10/1977", "33110008"): ("khalid", "khaled"),
    ("Khalid", "Tryout", "10/11/1978", "33110009"): ("khalid", "khaled", "خالد"),
    ("عبد الرحمن", "المجرب", "11/12/1979", "33110010"): ("abdul rahman", "abdulrahman"),
    ("Thida", "Oo", "12/1/1980", "33110011"): ("oo",),
    ("K.", "R.", "13/2/1981", "33110012"): ("k r",),
    ("伟", "李", "14/2/1981", "33110013"): ("李伟",),
    ("Şükrü Çağlar", "İnönü", "16/4/1983", "33110016"): ("sukru", "caglar inonu", "ŞÜKRÜ", "inönü"),
    ("José", "Núñez-Tried", "17/5/1984", "33110017"): ("jose nunez", "tried jose", "núñez"),
    ("Jennifer", "Null", "18/6/1985", "33110018"): ("null", "jennifer null"),
    ("Smile 😀", "Emojina", "19/7/1986", "33110019"): ("smile emojina", "😀 emojina"),
    ("Wolfe" * 20, "Longest", "20/8/1987", "33110020"): ("wolfe" * 20, "longest wolfewol"),
    ("Suharto", "", "15/3/1982", "33110014"): ("suharto", "Mr Suharto"),
    ("Born", "Inmarch", "14 March 1988", "33110015"): (
        "14/3/88", "14 03 1988", "14031988", "inmarch 1988", "14 آذار 1988", "14-Mar-1988",
    ),
}  # fmt: skip
BABY_2 = ("Baby 2", "Al-Kuwari", "1/2/2026", "33110001")


def sent(first: str, last: str, born: str, phone: str, **more: str) -> dict[str, str]:
    """The form as a browser sends it."""
    return {
        "patient_id": new_id("patient"), "first_name": first, "last_name": last,
        "date_of_birth": born, "phone_number": phone, "language": "en",
        "communication_method": "phone", "gender": "F",
    } | more  # fmt: skip


def registered(desk: Client, **more: Any) -> Any:
    """The answer; who is warned of is looked at and registered anyway."""
    url = reverse("patients:register")
    answer = desk.post(url, more)
    if answer.status_code == 200 and answer.context.get("alike"):
        seen = [each.patient_id for each in answer.context["alike"].patients]
        answer = desk.post(url, {**more, "not_these": seen})
    return answer


@pytest.fixture(scope="module")
def people(clinic: None) -> dict[tuple[str, str, str, str], str]:
    """All of them, registered through the form: their ids."""
    from tests.conftest import signed_in_client  # noqa: PLC0415 - needs the clinic

    desk, ids = signed_in_client(REEM), {}
    for who in (*TRIED, BABY_2):
        form = sent(*who)
        answer = registered(desk, **form)
        assert answer.status_code == 302, (who, answer.context["form"].errors)
        ids[who] = form["patient_id"]
    return ids


@pytest.mark.parametrize(
    ("who", "typed"), [(who, typed) for who, all_typed in TRIED.items() for typed in all_typed]
)
def test_whoever_was_registered_is_found_by_what_was_typed(
    signed_in: SignIn, people: dict[Any, str], who: Any, typed: str
) -> None:
    found, more = ids_found(signed_in, typed)
    if more:  # others of that name came before, and the page says so; the phone tells them apart
        found, more = ids_found(signed_in, f"{typed} {who[3][-4:]}")
    assert people[who] in found


def ids_found(signed_in: SignIn, typed: str) -> tuple[list[str], bool]:
    """Who is shown, and whether the page says that there may be more."""
    page = signed_in(REEM).post(reverse("patients:find"), {"q": typed}).context
    return [row.patient.patient_id for row in page["rows"]], page["findings"].more


def test_of_a_year_alone_a_list_is_shown(signed_in: SignIn, people: dict[Any, str]) -> None:
    rows = signed_in(REEM).post(reverse("patients:find"), {"q": "1988"}).context["rows"]
    assert rows
    assert {row.patient.personal_info.date_of_birth.year for row in rows} == {1988}


@pytest.mark.parametrize("born", ["29/02/1900", "1405/6/1", "15/13/1985", "soon"])
def test_what_is_no_day_is_refused_with_words_and_kept(signed_in: SignIn, born: str) -> None:
    answer = registered(signed_in(REEM), **sent("No", "Suchday", born, "33110098"))
    form = answer.context["form"]
    assert answer.status_code == 200
    assert form.errors["date_of_birth"]
    assert form["date_of_birth"].value() == born


@pytest.mark.parametrize(
    "phone",
    ["3312 ABCD", "1-800-FLOWERS", "0648352638", "044001234 ext 5 / 33 44", "33123456789012"],
)
def test_what_is_no_phone_is_refused_with_words_and_kept(signed_in: SignIn, phone: str) -> None:
    answer = registered(signed_in(REEM), **sent("No", "Suchphone", "1/1/1990", phone))
    form = answer.context["form"]
    assert answer.status_code == 200
    assert form.errors["phone_number"]
    assert form["phone_number"].value() == phone


def test_a_twin_not_yet_named_is_not_taken_for_the_other(
    signed_in: SignIn, people: dict[Any, str]
) -> None:
    rows = signed_in(REEM).post(reverse("patients:find"), {"q": "baby 1 al-kuwari"}).context["rows"]
    assert people[BABY_2] not in [row.patient.patient_id for row in rows]


def test_what_nobody_has_goes_rightly_into_the_registration(signed_in: SignIn) -> None:
    typed = "leila haddad 15 شباط 1985"
    form = signed_in(REEM).post(reverse("patients:register"), {"typed": typed}).context["form"]
    told = {name: str(form[name].value() or "") for name in (
        "first_name", "last_name", "date_of_birth", "phone_number")}  # fmt: skip
    assert told == {"first_name": "Leila", "last_name": "Haddad", "date_of_birth": "1985-02-15",
                    "phone_number": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("born", "kept"),
    [("", "unknown"), ("about 1960", "1960"), ("15-Jun-1985", "15/06/1985"),
     ("1974.12.25", "25/12/1974"), ("15 آذار 1985", "15/03/1985"), ("15 أيلول 1985", "15/09/1985"),
     ("29/02/2000", "29/02/2000")],
)  # fmt: skip
def test_birth_dates_are_read_by_the_form_as_by_the_search(
    signed_in: SignIn, born: str, kept: str
) -> None:
    form = sent(new_id("given"), "Dated", born, "33110099")
    if not born:
        form["birth_date_unknown"] = "on"
    desk = signed_in(REEM)
    assert registered(desk, **form).status_code == 302
    page = desk.get(reverse("patients:correct", args=[form["patient_id"]])).context["form"]
    assert str(page["date_of_birth"].value() or "unknown") == kept


def test_of_a_guessed_birth_date_no_page_tells_a_day(signed_in: SignIn) -> None:
    """It is what people are recognised by: a first of January that nobody said misleads."""
    form = sent(new_id("given"), "Guessed", "about 1951", f"3377{randbelow(10**4):04}")
    patient, desk = form["patient_id"], signed_in(REEM)
    assert registered(desk, **form).status_code == 302
    for name in ("details", "correct", "same-as", "proxies"):
        html = desk.get(reverse(f"patients:{name}", args=[patient])).content.decode()
        assert "about 1951" in html, name
        assert "January 1951" not in html, name
    other = desk.get(reverse("patients:compare", args=[patient, JOHN])).content.decode()
    own = signed_in(patient).get(reverse("patients:my-details", args=[patient])).content.decode()
    for html in (other, own):
        assert "1951" in html
        assert "only the year is known, or guessed" in html
        assert "January 1951" not in html


def test_nor_does_the_doctors_day_or_the_glance_on_the_board(signed_in: SignIn) -> None:
    form = sent(new_id("given"), "Guessed", "about 1952", f"3378{randbelow(10**4):04}")
    patient, desk, doctor = form["patient_id"], signed_in(REEM), signed_in(DR_SMITH)
    assert registered(desk, **form).status_code == 302
    booked = store_just_begun(patient)
    day = f"/day/?date={clinic_date(now())}"
    board = desk.get(
        f"/patients/{patient}/visits/{booked['appointmentId']}/", headers={"X-Glance": "1"}
    )
    mine = doctor.post("/my-patients/", {"q": form["first_name"]})
    for page in (board, doctor.get(f"{day}&patient={patient}"), mine):
        html = page.content.decode()
        assert "about 1952" in html
        assert "January 1952" not in html


@pytest.mark.parametrize(
    ("phone", "kept"),
    [("44001234 ext 55", "+97444001234;ext=55"), ("+974 (0) 33123456", "+97433123456")],
)
def test_of_a_phone_nothing_is_dropped_or_changed(signed_in: SignIn, phone: str, kept: str) -> None:
    form = sent(new_id("given"), "Phoned", "1/1/1990", phone)
    desk = signed_in(REEM)
    assert registered(desk, **form).status_code == 302
    page = desk.get(reverse("patients:correct", args=[form["patient_id"]])).context["form"]
    assert page["phone_number"].value() == kept


@pytest.mark.parametrize(
    ("known", "new"),
    [
        (("Jo", "Dela Cruz", "2/3/1984", "33220001"),
         ("Jo", "DelaCruz", "2/3/1984", "33220002")),
        (("مريم", "الهاجري", "4/5/1985", "33220003"),
         ("Mariam", "Alhajri", "4/5/1985", "33220003")),
        (("Swapped", "Dateday", "5/6/1990", "33220005"),
         ("Swapped", "Dateday", "6/5/1990", "33220006")),
        (("Oneday", "Offdate", "15/6/1990", "33220007"),
         ("Oneday", "Offdate", "16/6/1990", "33220008")),
    ],
)  # fmt: skip
def test_who_may_be_the_same_is_warned_of_before_it_is_saved(
    signed_in: SignIn, known: tuple[str, ...], new: tuple[str, ...]
) -> None:
    desk = signed_in(REEM)
    assert registered(desk, **sent(*known)).status_code == 302
    html = desk.post(reverse("patients:register"), sent(*new)).content.decode()
    assert "Is it one of these?" in html
