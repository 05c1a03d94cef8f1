"""How fast an edition is made: composing, rendering against bare Jinja2, a recipient's message against a bare EmailMessage.

500 matching articles in English, Russian and Chinese, 1,000 recipients in three variants of topics.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import jinja2

from monitor.digest import (
    ChannelForm,
    Digest,
    DigestSettings,
    Envelope,
    Imprint,
    Masthead,
    Reader,
    Recipient,
    Rendered,
    Topic,
    compose,
    load_templates,
    message_of,
    render,
)
from monitor.digest.mail import sent_size
from monitor.digest.rendering import cut
from monitor.digest.templates import environment
from monitor.model import CleanText, Published, Report, Term, Verdict, Window

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORDS = {
    "en": "The ministry said on Tuesday that the early-warning radar had followed every launch of the interceptor test from the coast. ",
    "ru": "Министерство обороны сообщило об успешном испытании нового противоракетного комплекса на полигоне. ",
    "zh": "国防部发言人周二表示，新型导弹防御系统在西北某靶场成功完成了一次中段拦截试验，达到预期目的。",
}
RECIPIENTS = 1_000


def reports(language: str, count: int = 500) -> list[Report]:
    """Articles of which about one in five joins a story with others."""
    choose = random.Random(7)
    words = WORDS[language]
    made = []
    for number in range(count):
        at = NOON - timedelta(minutes=number + 1)
        term = Term(text="radar", field="title", start=0, end=5, points=3)
        made.append(
            Report(
                id=f"r{number:04}",
                story_id=f"s{choose.randrange(count * 4 // 5)}",
                url=f"https://outlet{number % 40}.example/2026/11/24/{number:04}-a-headline-of-usual-length",
                title=CleanText(f"{number} {words[:80]}"),
                outlet=CleanText(f"Outlet {number % 40}"),
                feed_id=f"f{number % 40}",
                published=Published(value=at.isoformat(), at=at, source="feed"),
                first_seen_at=at,
                matched_at=at,
                language=language,
                excerpt=CleanText(words * 3),
                text=CleanText(words * 12),
                verdicts=(Verdict(topic=f"t{number % 12}", is_match=True, score=5, threshold=3, terms=(term,)),),
            )
        )
    return made


def edition(some: list[Report], topics: int = 12) -> Digest:
    """One edition for readers of so many topics."""
    head = Masthead(
        digest="daily",
        name=CleanText("Missile defence"),
        number=1,
        period="2026-11-24",
        scheduled_at=NOON,
        window=Window(start=NOON - timedelta(days=1), end=NOON),
        contact="desk@example.org",
        web_url="https://news.example.org/1.html",
    )
    reader = Reader(topics=tuple(Topic(id=f"t{number}", name=CleanText(f"Topic {number}")) for number in range(topics)))
    return compose(some, head=head, settings=DigestSettings(id="daily"), reader=reader)


def fastest(calls: dict[str, Callable[[], object]], times: int = 15) -> dict[str, float]:
    """Milliseconds of each call's fastest run; the calls take turns, so that a busy machine wrongs none of them."""
    found = dict.fromkeys(calls, float("inf"))
    for _ in range(times):
        for name, call in calls.items():
            started = time.perf_counter()
            call()
            found[name] = min(found[name], (time.perf_counter() - started) * 1000)
    return found


def bare_jinja(digest: Digest, shown: Digest, rendered: Rendered) -> Callable[[], object]:
    """The same templates and values by a plain Environment with escaping: no sandbox, no inlining, no budget, no checks."""
    templates = load_templates()
    names = {"subject": rendered.subject, "links": rendered.links}
    found = []
    for name, is_html, value in (("digest.html", True, shown), ("digest.txt", False, digest), ("subject.txt", False, digest)):
        sandbox = environment(templates, is_html=is_html)
        plain = jinja2.Environment(
            loader=jinja2.DictLoader(dict(templates.sources)), autoescape=is_html, trim_blocks=True, lstrip_blocks=True, auto_reload=False
        )
        plain.filters, plain.tests = sandbox.filters, sandbox.tests
        plain.globals |= sandbox.globals
        found.append((plain.get_template(name), value))
    return lambda: [template.render(digest=value, **names) for template, value in found]


def bare_message(rendered: Rendered, recipient: Recipient, envelope: Envelope) -> bytes:
    """The same mail as any program would write it with the standard library: no encoding chosen, nothing checked."""
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.form.sender
    message["To"] = recipient.address
    message["Subject"] = rendered.subject
    message["Date"] = envelope.scheduled_at
    message["Message-ID"] = "<x@example.org>"
    message["List-Unsubscribe"] = "<https://news.example.org/u/x>"
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    return message.as_bytes()


def main() -> None:
    """Print every figure with its ratio."""
    print(f"   Python {platform.python_version()}, jinja2 {jinja2.__version__}, {platform.machine()}")
    imprint = Imprint(contact="desk@example.org", unsubscribe_url="https://news.example.org/u")
    envelope = Envelope(
        digest="daily", name="x", period="2026-11-24", scheduled_at=NOON, form=ChannelForm(sender="monitor@example.org"), imprint=imprint
    )
    for language in WORDS:
        _language(language, envelope)
    _whole(envelope)


def _language(language: str, envelope: Envelope) -> None:
    some, templates, recipient = reports(language), load_templates(), Recipient(address="ada@example.org")
    digest = edition(some)
    rendered = render(digest, templates)
    shown = cut(digest, len(digest.headlines) - rendered.left_out)
    found = fastest(
        {
            "compose": lambda: edition(some),
            "render": lambda: render(digest, templates),
            "bare render": bare_jinja(digest, shown, rendered),
            "message": lambda: message_of(rendered, envelope, recipient),
            "bare message": lambda: bare_message(rendered, recipient, envelope),
        }
    )
    rendering, writing = found["render"] / found["bare render"], found["message"] / found["bare message"]
    print(f"   {language}: 500 articles composed into {digest.stories} stories in {found['compose']:.0f} ms")
    print(f"     rendered in {found['render']:.0f} ms, by bare Jinja2 {found['bare render']:.0f} ms: {rendering:.2f} x (target 1.5)")
    print(f"     a message in {found['message']:.1f} ms, by bare EmailMessage {found['bare message']:.1f} ms: {writing:.2f} x (target 1.2)")
    print(
        f"     html {sent_size(rendered.html) / 1024:.0f} KB as sent (target 80), left out {rendered.left_out} of {len(digest.headlines)}"
    )


def _whole(envelope: Envelope) -> None:
    """1,000 recipients, three variants: composed and rendered three times, not a thousand."""
    some, templates = reports("en"), load_templates()
    started = time.perf_counter()
    variants = [render(edition(some, topics), templates) for topics in (12, 6, 1)]
    made = time.perf_counter()
    size = 0
    for number in range(RECIPIENTS):
        size += len(message_of(variants[number % 3], envelope, Recipient(address=f"reader{number}@example.org")))
    ended = time.perf_counter()
    print(f"   1,000 recipients, 3 variants: {made - started:.2f} s to render, {ended - made:.2f} s for the messages, {size >> 20} MiB")


if __name__ == "__main__":
    main()
