"""The message: its headers, its parts, and that no feed can write either. Every case of the mail area of the fault data."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default, strict
from pathlib import Path
from typing import Any

import pytest

from monitor.digest import ChannelForm, Imprint, Recipient, load_templates, message_of, render, unsubscribe_token
from monitor.digest.accounts import excerpt_of
from monitor.digest.mail import sent_size
from monitor.digest.nouns import Links, Rendered
from monitor.digest.shortening import shorter
from monitor.model import HeaderText
from monitor.text import clean
from tests import faults
from tests.digest.desk import ADA, IMPRINT, edition, envelope, mail, rendered, report
from tests.fakes import NOON

CASES = list(faults.cases("mail"))
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "Precedence",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
REPO = Path(__file__).resolve().parents[2]


def of(sub: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES if case["sub"] == sub]


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(value: Any) -> str:
    return faults.expand(value).decode("utf-8", "surrogatepass")


def assert_sound(data: bytes, *, answers: bool = False) -> EmailMessage:
    message = read(data)
    assert [name for name in message if name != "In-Reply-To" or not answers] == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["monitor@example.org"]
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\0" not in data
    message_from_bytes(data, policy=strict)  # raises on any defect
    assert not any(part.defects for part in message.walk())
    return message


@pytest.mark.parametrize("case", of("header-injection") + of("header-size"))
def test_no_text_from_outside_becomes_a_header(case: dict[str, Any]) -> None:
    value = text_of(case["value"])
    if "From" in case["where"]:
        message = assert_sound(mail(edition(report()), form=ChannelForm(sender="monitor@example.org", sender_name=value)))
    else:
        message = assert_sound(mail(edition(report(title=value))))
        assert len(str(message["Subject"])) <= 70


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_no_text_from_outside_becomes_a_header_on_any_python(version: str) -> None:
    """The hole of 3.11.7 and 3.12.1 (CVE-2024-6923) was closed later: what is safe must be so on each."""
    python = python_of(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    values = [text_of(case["value"]) for case in CASES if case["sub"] in ("header-injection", "header-size")]
    program = "import sys, json; from tests.digest.injection import main; main(json.load(sys.stdin))"
    run = subprocess.run([python, "-c", program], input=json.dumps(values), capture_output=True, text=True, cwd=REPO, check=False)

    assert (run.returncode, run.stdout.strip()) == (0, f"{2 * len(values)} messages, 0 injected, 0 raised"), run.stderr[-2000:]


def python_of(version: str) -> str | None:
    if sys.version.startswith(f"{version}."):
        return sys.executable
    installed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = (*sorted(installed.glob(f"{version}.*/bin/python")), Path("/usr/bin") / f"python{version}")
    return next((str(path) for path in candidates if path.exists()), None)


@pytest.mark.parametrize("case", of("body"))
def test_a_body_is_a_legal_mail_and_the_same_text(case: dict[str, Any]) -> None:
    value = text_of(case["value"])
    raw = replace(rendered(edition(report())), text=f"{value}\n", html=f"<p>{value}</p>")
    assert_sound(message_of(raw, envelope(), ADA))

    message = assert_sound(mail(edition(report(excerpt=clean(value), text=clean(value)))))
    words = excerpt_of(clean(value), "x").split()
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        content = html.unescape(part.get_content())
        assert all(word in content for word in words)
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)


@pytest.mark.parametrize("case", of("list-headers"))
def test_list_unsubscribe_is_never_encoded_however_long(case: dict[str, Any]) -> None:
    data = mail(edition(report()), imprint=replace(IMPRINT, unsubscribe_url=case["value"]))
    (line,) = [line for line in data.split(b"\r\n") if line.lower().startswith(b"list-unsubscribe:")]

    assert b"=?" not in line
    assert re.fullmatch(rb"List-Unsubscribe: <mailto:[^<>]+>, <https://[^<>]+>", line)


def test_every_required_header_is_there_and_the_same_every_time() -> None:
    first, second = mail(edition(report())), mail(edition(report()))
    message = assert_sound(first)

    assert first == second
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].datetime == NOON
    assert message["List-Id"] == "<daily.example.org>"
    assert (message["Auto-Submitted"], message["Precedence"], message["Content-Language"]) == ("auto-generated", "bulk", "en")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not set(message.keys()) & {"Bcc", "Cc", "In-Reply-To", "References"}


def test_the_message_id_is_of_the_slot_and_the_recipient_and_of_the_configured_domain() -> None:
    imprint = replace(IMPRINT, domain="news.example.org")
    names = {
        read(mail(edition(report()), recipient, imprint=imprint, period=period))["Message-ID"]
        for recipient in (ADA, Recipient(address="bo@example.org"))
        for period in ("2026-11-24", "2026-11-25")
    }

    assert len(names) == 4
    assert all(name.endswith("@news.example.org>") for name in names)


def test_one_click_is_promised_only_where_there_is_a_page_for_it() -> None:
    message = read(mail(edition(report()), imprint=Imprint(contact="desk@example.org")))

    assert "List-Unsubscribe-Post" not in message
    assert re.fullmatch(r"<mailto:desk@example\.org\?subject=unsubscribe%20daily%20[0-9a-f]{32}>", message["List-Unsubscribe"])


def test_the_token_is_opaque_and_of_one_recipient_and_digest() -> None:
    tokens = {unsubscribe_token(key, digest, who) for key in ("key", "other") for digest in ("a", "b") for who in ("x@e.org", "y@e.org")}

    assert len(tokens) == 8
    assert all(re.fullmatch("[0-9a-f]{32}", token) for token in tokens)


def test_each_recipient_has_their_own_link_and_nobody_elses() -> None:
    digest = edition(report())
    ada, bo = (read(mail(digest, recipient)) for recipient in (ADA, Recipient(address="bo@example.org")))
    links = {re.search(r"https://news\.example\.org/u/\w+", str(message["List-Unsubscribe"]))[0] for message in (ada, bo)}  # type: ignore[index]

    assert len(links) == 2
    for message in (ada, bo):
        own = re.search(r"https://news\.example\.org/u/\w+", str(message["List-Unsubscribe"]))
        assert own is not None
        for part in message.iter_parts():
            content = part.get_content()
            assert content.count(own[0]) == 2
            assert "unsubscribe.invalid" not in content
            assert "bo@example.org" not in content


@pytest.mark.parametrize(
    "address", ["", "ada", "@example.org", "ada@", "a@x\nBcc: e@x", "alice@x)bob@evil", "a,b@example.org", "<a@example.org>"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        message_of(rendered(edition(report())), envelope(), Recipient(address=address))


def test_a_host_in_any_script_is_written_in_ascii() -> None:
    assert b"To: ada@xn--exmple-cua.org\r\n" in mail(edition(report()), Recipient(address="ada@exämple.org"))


def test_a_name_in_any_script_is_written_as_it_is() -> None:
    assert "To: адa@example.org\r\n".encode() in mail(edition(report()), Recipient(address="адa@example.org"))


def test_a_page_belongs_to_nobody() -> None:
    page = render(edition(report()), load_templates(), ("mail",), is_page=True)
    message = read(message_of(page, envelope(), Recipient(address="archive")))

    assert "List-Unsubscribe" not in message
    assert message["To"] == "desk@example.org"
    assert "nsubscribe" not in page.html + page.text


def test_text_far_beyond_ascii_is_sent_as_base64_and_other_text_readable() -> None:
    russian, english = "Испытание перехватчика прошло успешно. " * 30, "The test was a success – at last. " * 30
    made = Rendered(subject=HeaderText("x"), language="ru", links=Links(), text=russian, html=english)
    parts = list(read(message_of(made, envelope(), ADA)).iter_parts())

    assert [part["Content-Transfer-Encoding"] for part in parts] == ["base64", "quoted-printable"]
    assert [part.get_content().strip() for part in parts] == [russian.strip(), english.strip()]
    assert all(len(line) <= 76 for line in message_of(made, envelope(), ADA).split(b"\r\n")[20:] if re.fullmatch(rb"[A-Za-z0-9+/=]+", line))
    assert sent_size(russian) == len(base64.encodebytes(russian.encode()))


def test_a_long_display_name_and_a_subject_in_any_script_come_through() -> None:
    name = 'Ракетная оборона, 导弹防御 "quoted" (x)'
    message = assert_sound(
        mail(edition(report(title="Новая РЛС открыта")), form=ChannelForm(sender="monitor@example.org", sender_name=name))
    )

    assert message["From"].addresses[0].display_name == name
    assert message["Subject"] == "[Missile defence] 24 Nov 2026: 1 story - Новая РЛС открыта"


def test_the_date_is_the_slots_unless_it_says_when_it_was_written() -> None:
    slot = NOON - timedelta(hours=5)

    assert read(mail(edition(report()), scheduled_at=slot))["Date"].datetime == slot
    assert read(mail(edition(report()), scheduled_at=slot, written_at=NOON))["Date"].datetime == NOON


def test_a_correction_answers_the_messages_it_corrects_and_nothing_else_answers_anything() -> None:
    plain = read(mail(edition(report())))
    first, second = (read(mail(edition(report()), period=period))["Message-ID"] for period in ("2026-11-22", "2026-11-23"))
    correction = assert_sound(mail(edition(report()), corrects=("2026-11-23", "2026-11-22")), answers=True)

    assert plain["In-Reply-To"] is None
    assert correction["In-Reply-To"] == f"{second} {first}"


# -- a mail that was refused for its size


def long_mail() -> bytes:
    return mail(edition(*(report(f"r{number}", f"Ракета номер {number}", story=f"s{number}") for number in range(60))))


def test_a_shorter_mail_is_the_beginning_of_the_plain_text_and_says_so() -> None:
    whole = long_mail()
    short = shorter(whole, "<abc@example.org>", len(whole) // 5)

    assert short is not None
    assert len(short) <= len(whole) // 5
    before, after = read(whole), read(short)
    message_from_bytes(short, policy=strict)  # raises on any defect
    text = after.get_content()
    assert text.startswith("Your mail server refused the whole edition for its size.")
    assert "1. Ракета номер" in text
    assert text.rstrip().endswith("…")
    assert {name for name in before if before[name] != after[name]} == {"Message-ID", "Content-Type"}
    assert after["Message-ID"] == "<abc@example.org>"
    assert b"\n" not in short.replace(b"\r\n", b"")


def test_a_text_that_fits_without_its_layout_is_whole() -> None:
    whole = long_mail()
    text = read(whole).get_body(("plain",)).get_content()  # type: ignore[union-attr]

    short = shorter(whole, "<abc@example.org>", len(whole) - 10_000)

    assert short is not None
    assert text.replace("\r\n", "\n").rstrip() in read(short).get_content().replace("\r\n", "\n")


def test_no_mail_is_made_that_has_no_room_for_news() -> None:
    assert shorter(long_mail(), "<abc@example.org>", 1_000) is None
