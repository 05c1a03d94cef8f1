"""Handing mails over: our session beside bare smtplib doing the same (STARTTLS, login, one mail), in turns, on loopback."""

from __future__ import annotations

import contextlib
import io
import smtplib
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import trustme

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.deliver import SmtpSettings, open_channel
from monitor.model import Secret
from monitor.net import NetSettings
from tests import build
from tests.deliver.postoffice import PostOffice

MAILS, THREADS, ROUNDS = 50, 4, 5
MAIL = b"From: desk@example.org\r\nSubject: x\r\n\r\n" + b"A line of the digest that is as long as most.\r\n" * 1_500


def main() -> None:
    """Print the figures."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with tempfile.TemporaryDirectory() as folder, PostOffice(context=context, user="desk", password="word") as office:
        ca_file = f"{folder}/ca.pem"
        authority.cert_pem.write_to_path(ca_file)
        ours, bare = our_way(office.port, ca_file), bare_way(office.port, ca_file)
        with contextlib.redirect_stderr(io.StringIO()):
            times = [(spent(ours), spent(bare)) for _ in range(ROUNDS)]
    ratio = statistics.median(mine / theirs for mine, theirs in times)
    mine, theirs = (statistics.median(column) / MAILS * 1000 for column in zip(*times, strict=True))
    print(f"{MAILS} mails of {len(MAIL) // 1024} KB, {THREADS} threads, {ROUNDS} rounds in turns: ours {mine:.1f} ms a mail, ", end="")
    print(f"bare smtplib {theirs:.1f} ms; ratio {ratio:.2f} (client and server share the cores)")


def our_way(port: int, ca_file: str) -> Callable[[int], object]:
    """The channel."""
    settings = SmtpSettings(
        kind="smtp", host="127.0.0.1", port=port, user="desk", password=Secret("word"), ca_file=ca_file, sender="desk@example.org"
    )
    channel = open_channel("mail", settings, net=NetSettings(), clock=lambda: datetime.now(UTC))
    return lambda number: channel.send(build.delivery(f"reader{number}@example.org", payload=MAIL))


def bare_way(port: int, ca_file: str) -> Callable[[int], object]:
    """What the documentation of smtplib shows, with a certificate that is checked."""
    context = ssl.create_default_context(cafile=ca_file)

    def send(number: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="desk.example") as session:
            session.starttls(context=context)
            session.login("desk", "word")
            session.sendmail("desk@example.org", [f"reader{number}@example.org"], MAIL)

    return send


def spent(send: Callable[[int], object]) -> float:
    """Seconds for a round."""
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(send, range(MAILS)))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
