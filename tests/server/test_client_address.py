"""Who calls: a header counts only from a proxy that is named."""

import pytest
from django.test import Client
from pytest_django import Settings

from medisecure.server.client_address import believe_only, caller, networks
from medisecure.web.requests import address_of

OURS = networks(["10.0.0.0/24", "192.168.7.7"])


@pytest.mark.parametrize(
    ("remote", "said", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger names somebody else
        ("10.0.0.4", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.4", "198.51.100.66, 198.51.100.1", "198.51.100.1"),  # the first is made up
        ("10.0.0.4", "198.51.100.1, 192.168.7.7", "198.51.100.1"),
        ("10.0.0.4", "10.0.0.5", "10.0.0.5"),
        ("10.0.0.4", "<script>", "10.0.0.4"),
        ("10.0.0.4", "", "10.0.0.4"),
        ("10.0.0.4", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_caller_is_the_first_that_is_none_of_our_proxies(
    remote: str, said: str, address: str
) -> None:
    assert caller(OURS, {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": said}) == address


@pytest.mark.parametrize("remote", ["203.0.113.9", "127.0.0.1", "10.0.1.1", ""])
def test_what_a_stranger_says_of_itself_is_taken_out(remote: str) -> None:
    environ = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_ACCEPT": "*/*"}
    believe_only(OURS, environ)
    assert environ == {"REMOTE_ADDR": remote, "HTTP_ACCEPT": "*/*"}


def test_nobody_is_believed_where_no_proxy_is_named(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ()
    request = Client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1"}).wsgi_request
    assert address_of(request) == "127.0.0.1"


def test_the_trail_gets_the_address_that_a_named_proxy_vouches_for(
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXIES = networks(["127.0.0.1"])
    request = Client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1"}).wsgi_request
    assert address_of(request) == "198.51.100.1"


@pytest.mark.parametrize("named", ["everybody", "10.0.0.1/24", "*"])
def test_a_proxy_is_named_by_address_or_network(named: str) -> None:
    with pytest.raises(ValueError, match=r"address|network|host bits|not appear"):
        networks([named])
