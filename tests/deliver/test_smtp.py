"""A mail is handed over whole, safely, once; and whatever a server does, each recipient's delivery ends in the right state."""

from __future__ import annotations

import base64
import re
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trustme

from monitor.deliver.settings import SmtpSettings
from monitor.deliver.smtp import SmtpChannel
from monitor.errors import DeliveryError
from monitor.model import Secret
from tests import build, faults
from tests.deliver.postoffice import PostOffice
from tests.deliver.scripted import ScriptedServer

SHORT = timedelta(seconds=0.6)
PASSWORD = "correct horse"
MAIL = b"From: desk@example.org\r\nTo: ada@example.org\r\nSubject: Radar\r\nMessage-ID: <1@example.org>\r\n\r\nIt opened.\r\n"
LONG_MAIL = MAIL + b"Another line of the long story.\r\n" * 100_000

KINDS = {
    "retry": "temporary",
    "retry-split": "temporary",
    "permanent": "permanent",
    "permanent-shrink": "permanent",
    "permanent for that recipient": "permanent",
    "ambiguous": "unknown",
    "abort": "tls",
    "permanent: config requires TLS": "tls",
    "permanent + alert": "tls",
    "permanent + alert, no retry storm: account lockout": "auth",
    "refuse to send the password": "auth",
}


def channel(port: int, **changes: Any) -> SmtpChannel:
    settings = SmtpSettings(kind="smtp", host="127.0.0.1", port=port, security="none", sender="desk@example.org", deadline=SHORT)
    return SmtpChannel(name="mail", settings=replace(settings, **changes))


def secured(port: int, ca_file: str, **changes: Any) -> SmtpChannel:
    known: dict[str, Any] = {"security": "starttls", "user": "desk", "password": Secret(PASSWORD), "ca_file": ca_file}
    return channel(port, **known | changes)


def outcome(over: SmtpChannel, payload: bytes = MAIL, recipient: str = "ada@example.org") -> str:
    """`sent`, or the kind of refusal."""
    try:
        over.send(build.delivery(recipient, payload=payload))
    except DeliveryError as error:
        return error.kind
    return "sent"


def expected(case: dict[str, Any]) -> str:
    return KINDS.get(case["expect"], case["expect"])


def area(*subs: str) -> Any:
    return pytest.mark.parametrize("case", [case for case in faults.cases("smtp") if case["sub"] in subs], ids=lambda case: case["id"])


# -- what servers answer, and how they break off


@area("reply", "break")
def test_every_dialogue_ends_in_the_right_state_within_the_deadline(case: dict[str, Any]) -> None:
    started = time.monotonic()
    payload = LONG_MAIL if "mid-body" in case["script"] else MAIL
    with ScriptedServer(script=case["script"]) as server:
        port = 1 if case["script"].get("connect") == "refused" else server.port

        assert outcome(channel(port), payload) == expected(case)

    assert time.monotonic() - started < 3
    assert len(server.messages) == (1 if case["expect"] in {"sent", "ambiguous"} and "." not in case["script"] else 0)


@area("partial")
def test_each_recipient_has_its_own_result(case: dict[str, Any]) -> None:
    pattern = case["script"]["RCPT_pattern"]
    with ScriptedServer(script=case["script"]) as server:
        over = channel(server.port)
        results = [outcome(over, recipient=f"reader{number}@example.org") for number in range(len(pattern))]

    by_code = {"2": "sent", "4": "temporary", "5": "permanent"}
    assert results == [by_code[code[0]] for code in pattern]
    assert all(" ".join(command.split()[:2]).count("TO:") < 2 for command in server.commands)


def test_a_server_that_breaks_off_before_the_dot_has_taken_nothing_even_of_a_short_mail() -> None:
    with ScriptedServer(script={"mid-body": "close"}) as server:
        assert outcome(channel(server.port), MAIL + b"x" * 2_000) == "temporary"


def test_a_slow_byte_at_a_time_does_not_outlast_the_deadline() -> None:
    started = time.monotonic()
    with ScriptedServer(script={"EHLO": "drip-reply"}) as server:
        assert outcome(channel(server.port)) == "temporary"
    assert time.monotonic() - started < 1.5


# -- TLS and logins


def test_a_mail_goes_over_starttls_with_a_login(post_office: PostOffice, ca_file: str) -> None:
    answer = secured(post_office.port, ca_file).send(build.delivery(payload=MAIL))

    assert answer == "250 2.0.0 kept"
    assert post_office.received == [("desk@example.org", ["ada@example.org"], MAIL)]
    assert post_office.logins == [("desk", PASSWORD)]


def test_a_mail_goes_over_tls_from_the_first_byte(authority: trustme.CA, ca_file: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with PostOffice(context=context, is_tls_at_once=True) as office:
        assert outcome(channel(office.port, security="tls", ca_file=ca_file)) == "sent"

    assert len(office.received) == 1


def test_a_login_with_letters_beyond_ascii_works(authority: trustme.CA, ca_file: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with PostOffice(context=context, user="désk", password="Schlüssel ключ", options={"auth_exclude_mechanism": ["PLAIN"]}) as office:
        assert outcome(secured(office.port, ca_file, user="désk", password=Secret("Schlüssel ключ"))) == "sent"


def scenario(name: str) -> dict[str, Any]:
    return next(case for case in faults.cases("smtp") if case["script"].get("scenario") == name)


def test_without_starttls_nothing_is_sent(ca_file: str) -> None:
    with ScriptedServer() as server:
        assert outcome(secured(server.port, ca_file)) == expected(scenario("starttls not offered"))

    assert not [command for command in server.commands if command.startswith(("MAIL", "AUTH"))]


def test_plain_text_slipped_in_before_the_handshake_ends_the_session(ca_file: str) -> None:
    script = {"EHLO": "250-mx.test\r\n250 STARTTLS", "STAR": "220 ready\r\n250 evil"}
    with ScriptedServer(script=script) as server:
        assert outcome(secured(server.port, ca_file)) == expected(scenario("starttls then plaintext injected before handshake"))


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["cert expired", "cert wrong host", "unknown authority"])
def test_a_certificate_that_does_not_hold_stops_the_mail(authority: trustme.CA, ca_file: str, name: str, security: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name == "cert expired":
        authority.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC)).configure_cert(context)
    elif name == "cert wrong host":
        authority.issue_cert("mail.example.org").configure_cert(context)
    else:
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with PostOffice(context=context, user="desk", password=PASSWORD, is_tls_at_once=security == "tls") as office:
        assert outcome(secured(office.port, ca_file, security=security)) == "tls"

    assert office.logins == []
    assert office.received == []


def test_an_outdated_tls_is_refused(authority: trustme.CA, ca_file: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with PostOffice(context=context) as office:
        assert outcome(secured(office.port, ca_file, user="")) == expected(scenario("tls1.0 only"))


def test_a_wrong_password_is_tried_once_and_never_shown(post_office: PostOffice, ca_file: str) -> None:
    over = secured(post_office.port, ca_file, password=Secret("wrong staple"))

    with pytest.raises(DeliveryError) as caught:
        over.send(build.delivery(payload=MAIL))

    assert caught.value.kind == expected(scenario("auth 535 bad password"))
    assert len(post_office.logins) == 1
    assert "staple" not in str(caught.value)


def test_a_server_that_repeats_the_password_does_not_get_it_into_the_error() -> None:
    secret = "s3cret-canary"
    token = base64.b64encode(f"\0desk\0{secret}".encode()).decode()
    script = {"EHLO": "250-mx.test\r\n250 AUTH PLAIN", "AUTH": f"535 no {secret} {token} {base64.b64encode(secret.encode()).decode()}"}
    with ScriptedServer(script=script) as server, pytest.raises(DeliveryError) as caught:
        channel(server.port, user="desk", password=Secret(secret)).send(build.delivery(payload=MAIL))

    assert caught.value.kind == "auth"
    for spelling in (secret, token, base64.b64encode(secret.encode()).decode()):
        assert spelling not in str(caught.value)


def test_a_login_that_fails_for_now_is_tried_later() -> None:
    script = {"EHLO": "250-mx.test\r\n250 AUTH PLAIN LOGIN", "AUTH": "454 4.7.0 try later"}
    with ScriptedServer(script=script) as server:
        assert outcome(channel(server.port, user="desk")) == expected(scenario("auth 454 temporary"))


def test_a_login_offered_only_before_tls_is_not_used(authority: trustme.CA, ca_file: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with PostOffice(context=context) as office:
        office.options = {"auth_exclude_mechanism": ["PLAIN", "LOGIN"]}
        assert outcome(secured(office.port, ca_file)) == expected(scenario("auth offered only before TLS"))

    assert office.received == []


def test_no_password_goes_to_another_machine_without_tls() -> None:
    over = channel(1, user="desk", password=Secret(PASSWORD))

    class Elsewhere:
        sock = type("Sock", (), {"getpeername": lambda self: ("192.0.2.7", 25)})()

    with pytest.raises(DeliveryError) as caught:
        over._log_in(Elsewhere())  # type: ignore[arg-type]
    assert caught.value.kind == "tls"


# -- what the server offers


def test_a_mail_beyond_the_servers_size_is_not_begun() -> None:
    with ScriptedServer(script={"EHLO": "250-mx.test\r\n250 SIZE 1000"}) as server:
        assert outcome(channel(server.port), MAIL + b"x" * 1000) == expected(scenario("SIZE 1000 offered, mail is larger"))

    assert not [command for command in server.commands if command.startswith("MAIL")]


@pytest.mark.parametrize(
    ("script", "largest"),
    [
        ({"EHLO": "250-mx.test\r\n250 SIZE 1000"}, 1000),
        ({"MAIL": "552 too big"}, 0),
        ({".": "552-5.2.3 Your message exceeded the limit\r\n552 5.2.3 of this server"}, 0),
        ({".": "550 5.3.4 size limit"}, 0),
        ({".": "552 5.2.2 mailbox full"}, None),
        ({".": "554 5.7.1 spam"}, None),
    ],
)
def test_a_refusal_for_the_size_is_told_from_others(script: dict[str, str], largest: int | None) -> None:
    with ScriptedServer(script=script) as server, pytest.raises(DeliveryError) as caught:
        channel(server.port).send(build.delivery(payload=MAIL + b"x" * 1000))

    assert caught.value.kind == "permanent"
    assert caught.value.largest == largest


def test_an_address_beyond_ascii_needs_a_server_that_knows_it() -> None:
    with ScriptedServer() as server:
        assert outcome(channel(server.port), recipient="анна@example.org") == expected(scenario("SMTPUTF8 absent, address non-ascii"))
    with PostOffice(options={"enable_SMTPUTF8": True}) as office:
        assert outcome(channel(office.port), recipient="анна@пример.example") == "sent"

    assert office.received[0][1] == ["анна@xn--e1afmkfd.example"]


def test_a_server_that_offers_pipelining_is_spoken_to_step_by_step() -> None:
    with ScriptedServer(script={"EHLO": "250-mx.test\r\n250 PIPELINING"}) as server:
        assert outcome(channel(server.port)) == expected(scenario("PIPELINING offered"))


# -- addresses and bodies that try to say more


@area("address")
def test_an_address_that_is_none_never_reaches_the_wire(case: dict[str, Any]) -> None:
    with ScriptedServer() as server:
        assert outcome(channel(server.port), recipient=case["script"]["recipient"]) == "permanent"

    assert server.commands == []


@area("smuggling")
def test_the_server_sees_one_message_whatever_stands_in_it(case: dict[str, Any]) -> None:
    body = case["script"]["body_contains"].encode()
    with ScriptedServer() as server:
        assert outcome(channel(server.port), MAIL + b"before\r\n" + body + b"\r\nafter\r\n") == "sent"

    assert len(server.messages) == 1
    assert server.messages[0] == re.sub(rb"\r\n|\r|\n", b"\r\n", MAIL + b"before\r\n" + body + b"\r\nafter\r\n")
    assert [command.split(":")[0] for command in server.commands[1:]] == ["MAIL FROM", "RCPT TO", "DATA", "QUIT"]


def test_a_repeat_sends_the_same_bytes() -> None:
    with ScriptedServer() as server:
        over = channel(server.port)
        assert [outcome(over), outcome(over)] == ["sent", "sent"]

    assert server.messages[0] == server.messages[1] == MAIL
