"""The mailbox is a real SMTP server."""

import smtplib
from email.message import EmailMessage

from monitor.demo import Mailbox


def test_a_message_that_is_sent_is_kept_as_it_came() -> None:
    mailbox = Mailbox()
    host, port = mailbox.start()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@monitor.example", "reader@monitor.example", "Перехват"
    message.set_content("Ein Schirm ohne Loch.\n")

    with smtplib.SMTP(host, port, timeout=5) as client:
        refused = client.send_message(message)
    mailbox.stop()

    assert refused == {}
    assert len(mailbox.messages) == 1
    assert b"Ein Schirm ohne Loch." in mailbox.messages[0]
