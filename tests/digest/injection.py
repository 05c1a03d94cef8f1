"""Hostile titles and names made into messages by the Python that runs this: needs nothing beyond the standard library."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from monitor.digest.mail import Envelope, message_of
from monitor.digest.nouns import Links, Rendered
from monitor.digest.settings import ChannelForm, Imprint, Recipient
from monitor.text import header
from tests.fakes import NOON

EXPECTED = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "Auto-Submitted",
    "Precedence",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}


def main(values: list[str]) -> None:
    injected, raised = [], []
    for value in values:
        for subject, name in ((value, ""), ("x", value)):
            try:
                data = message(subject, name)
            except Exception as error:  # noqa: BLE001 - counted, whatever it is
                raised.append((value, error))
                continue
            read = message_from_bytes(data, policy=default)
            if set(read.keys()) != EXPECTED or str(read["To"]) != "ada@example.org" or b"\r\nBcc" in data:
                injected.append(value)
    print(f"{2 * len(values)} messages, {len(injected)} injected, {len(raised)} raised")  # noqa: T201 - read by the test
    assert not raised, raised[:3]


def message(subject: str, name: str) -> bytes:
    rendered = Rendered(subject=header(subject), language="en", links=Links(), text="x\n", html="<p>x</p>")
    form = ChannelForm(sender="monitor@example.org", sender_name=name)
    envelope = Envelope(digest="daily", name="x", period="1", scheduled_at=NOON, form=form, imprint=Imprint(contact="ada@example.org"))
    return message_of(rendered, envelope, Recipient(address="ada@example.org"))
