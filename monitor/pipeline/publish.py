"""Stories -> an edition, committed with one outbox row a recipient and channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import cadence, digest
from monitor.digest import ChannelForm, Digest, DigestSettings, Envelope, Imprint, Masthead, Reader, Recipient, Rendered, Templates, Topic
from monitor.errors import ItemError
from monitor.events import EventLog
from monitor.fault import point
from monitor.model import Article, CleanText, Delivery, Edition, Report, Slot, Told, Window
from monitor.pipeline.outgoing import deliveries_of, form_of
from monitor.pipeline.readership import Copy, Group, Variant, before, chosen, groups_of, is_older, is_owed, told_by
from monitor.pipeline.tally import Tally
from monitor.ports import Clock, Store, Workers

log = EventLog("monitor.publish")

LATE = timedelta(minutes=15)
"""A turn of cron's polls and reads first, and begins minutes apart from the last one; what follows so soon is not late to a reader."""
HISTORY = timedelta(days=7)
"""How far back articles and what was told of them are looked at: longer than a story lives."""


@dataclass(slots=True, kw_only=True)
class PublishJob:
    """Publishes every edition that is due; one `record_edition` each, with everything it owes."""

    store: Store
    workers: Workers
    clock: Clock
    tally: Tally
    digests: Sequence[DigestSettings]
    topics: Sequence[Topic]
    """Every configured topic, in order."""
    forms: Mapping[str, ChannelForm]
    """Each channel by name, and what it wants to be handed."""
    templates: Templates
    imprint: Imprint
    is_over: Callable[[], bool]
    longest: Callable[[str], int] = lambda _: 0
    """How many characters one message over a channel may have; 0 is any number."""
    late_after: timedelta = LATE
    """An edition published longer than this after its slot says so. The daemon looks every half minute and has less patience."""

    def run(self) -> None:
        """Publish until nothing is due or the turn's budget is spent."""
        for settings in self.digests:
            for group in groups_of(settings):
                due = tuple(self._due(settings, group))
                if due and self._take_over(settings):
                    due = tuple(self._due(settings, group))
                for slot in due:
                    if self.is_over():
                        return
                    self._publish(settings, group, slot)

    def _take_over(self, settings: DigestSettings) -> bool:
        """Whether editions became known that an old backup, put back, had forgotten."""
        readers = {copy.recipient.address for group in groups_of(settings) for copy in self._copies(settings, group)}
        found = self.store.take_over(settings.id, readers)
        if found:
            log.info("editions_taken_over", digest=settings.id, editions=found)
        return bool(found)

    def preview(self, name: str, at: datetime, *, is_test: bool = False, to: str = "") -> tuple[Digest, Rendered, bytes]:
        """The edition as it would go out at `at`, rendered and as a mail to `to`; records nothing. KeyError without such a digest."""
        settings = next((one for one in self.digests if one.id == name), None)
        if settings is None:
            raise KeyError(name)
        group = Group(cron=settings.cron, zone=settings.zone, recipients=settings.recipients)
        last = before(self._editions(settings, group, limit=1000), at - timedelta(microseconds=1))
        slot = Slot(digest=name, period=f"preview {at.isoformat()}", scheduled_at=at)
        head = replace(self._head(settings, group, slot, last, at), is_test=is_test, number=last.number + 1 if last else 1)
        form = next((self.forms[channel] for channel in settings.channels if self.forms[channel].kind == "mail"), ChannelForm())
        address = to or self.imprint.contact or form.sender
        # Who is no recipient sees what the first one will: their topics, and what is new to them.
        reader = next((one for one in settings.recipients if one.address == address), (*settings.recipients, Recipient(address=address))[0])
        (variant,) = self._variants(settings, head, [Copy(channel="", form=form, recipient=reader)], is_first=last is None)
        rendered = self._render(variant.digest, ("mail", "markdown", "chat", "slack", "json"), is_page=False)
        envelope = self._envelope(head, form, self._corrected(variant.digest))
        person = Recipient(address=address)
        return variant.digest, digest.own_copy(rendered, envelope, person), digest.message_of(rendered, envelope, person)

    # -- what is due

    def due(self) -> list[str]:
        """The editions that a turn would look at now, as `digest period`; an alert only where something was read since its last."""
        found = []
        for settings in self.digests:
            for group in groups_of(settings):
                slots = self._due(settings, group)
                found += [f"{settings.id} {slot.period}" for slot in slots if not group.is_alert or self._has_news(settings, group)]
        return found

    def _due(self, settings: DigestSettings, group: Group) -> Iterator[Slot]:
        now = self.clock()
        known = self._editions(settings, group)
        last = before(known, now)
        schedule = cadence.Schedule(digest=settings.id, cron=group.cron, zone=group.zone)
        if group.is_alert:
            if last is None or now - last.published_at >= settings.alert_every:
                yield Slot(digest=settings.id, period=f"{now:%Y-%m-%dT%H:%M:%SZ}{group.suffix}", scheduled_at=now)
            return
        done = {edition.period.removesuffix(group.suffix) for edition in known}
        for slot in cadence.due_slots(schedule, last.published_at if last else None, now, catch_up=settings.catch_up, done=done):
            yield replace(slot, period=slot.period + group.suffix)

    def _editions(self, settings: DigestSettings, group: Group, *, limit: int = 4) -> tuple[Edition, ...]:
        """The group's newest editions, newest first."""
        others = [other.suffix for other in groups_of(settings) if other.suffix and other.suffix != group.suffix]
        found = self.store.editions(settings.id, limit=limit * (len(others) + 2))
        own = [one for one in found if one.period.endswith(group.suffix) and not any(one.period.endswith(other) for other in others)]
        return tuple(own[:limit])

    # -- one edition

    def _publish(self, settings: DigestSettings, group: Group, slot: Slot) -> None:
        now = self.clock()
        last = before(self._editions(settings, group), now)
        head = self._head(settings, group, slot, last, now)
        if group.is_alert and not self._has_news(settings, group):
            return
        variants = self._variants(settings, head, tuple(self._copies(settings, group)), is_first=last is None)
        point("edition composed")
        if group.is_alert and all(variant.digest.is_empty for variant in variants):
            return
        owed: list[Delivery] = []
        told: list[Told] = []
        subject, content = CleanText(""), b""
        try:
            for variant in sorted(variants, key=lambda one: one.digest.stories):
                if is_owed(variant.digest, settings):
                    made, subject, content = self._messages(variant, head, now)
                    owed += made
                    told += told_by(variant, head, now)
        except ItemError as error:
            self._complain(settings.id, f"the edition of {slot.period} could not be rendered and is tried again: {error}")
            return
        point("edition rendered")
        edition = Edition(
            digest=settings.id,
            period=slot.period,
            number=head.number,
            window=head.window,
            published_at=now,
            is_late=head.is_late,
            subject=subject,
            stories=max((variant.digest.stories for variant in variants), default=0),
            templates_version=self.templates.version,
            content=content.decode(),
        )
        if self.store.record_edition(edition, owed, told):
            self.tally.editions.append(f"{settings.id} {slot.period}")
            log.info("edition_published", digest=settings.id, period=slot.period, number=head.number, deliveries=len(owed))

    def _has_news(self, settings: DigestSettings, group: Group) -> bool:
        """Whether anything was read since the last edition: asked each turn, and cheaper than composing."""
        now = self.clock()
        topics = [topic.id for topic in chosen(self.topics, settings.topics)]
        start = self._start(settings, before(self._editions(settings, group), now), now)
        return bool(self.store.reports_in(Window(start=start - digest.GRACE, end=now), topics))

    def _start(self, settings: DigestSettings, last: Edition | None, now: datetime) -> datetime:
        return last.window.end if last else now - settings.first_window

    def _head(self, settings: DigestSettings, group: Group, slot: Slot, last: Edition | None, now: datetime) -> Masthead:
        number = max((edition.number for edition in self.store.editions(settings.id)), default=0) + 1
        return Masthead(
            digest=settings.id,
            name=CleanText(settings.name or settings.id),
            number=number,
            period=slot.period,
            # The first edition comes at once after installing: it is of now, whenever its slot was.
            scheduled_at=now if last is None and now - slot.scheduled_at > self.late_after else slot.scheduled_at,
            window=Window(start=self._start(settings, last, now), end=now),
            zone=group.zone,
            language=settings.language,
            is_late=slot.is_late and now - slot.scheduled_at > self.late_after,
            contact=self.imprint.contact,
            web_url=self._web_url(settings).replace("{digest}", settings.id).replace("{number}", str(number)),
        )

    def _web_url(self, settings: DigestSettings) -> str:
        archives = (self.forms[channel].web_url for channel in settings.channels)
        return self.imprint.web_url or next((url for url in archives if url), "")

    def _copies(self, settings: DigestSettings, group: Group) -> Iterator[Copy]:
        """Personal channels: one a recipient who has not unsubscribed. Others: one, with the digest's own hour."""
        gone = {address.casefold() for address in self.store.unsubscribed(settings.id)}
        for channel in settings.channels:
            form = self.forms[channel]
            if form.is_personal:
                for recipient in group.recipients:
                    if recipient.address.casefold() not in gone:
                        yield Copy(channel=channel, form=form, recipient=recipient)
            elif not group.suffix:
                yield Copy(channel=channel, form=form, recipient=Recipient(address=channel))

    def _variants(self, settings: DigestSettings, head: Masthead, copies: Sequence[Copy], *, is_first: bool) -> tuple[Variant, ...]:
        """Copies whose readers want the same topics and were told the same, each composed once."""
        topics = chosen(self.topics, settings.topics)
        since = head.window.start - HISTORY
        reports = self.store.reports_in(Window(start=since, end=head.window.end), [topic.id for topic in topics])
        reports = tuple(one for one in reports if not (is_first and is_older(one, head.window.start)))
        told_to = defaultdict(list)
        for one in self.store.told(settings.id, since=since):
            if one.told_at < head.window.end:
                told_to[one.recipient].append(one)
        alike: dict[tuple[object, ...], list[Copy]] = defaultdict(list)
        for copy in copies:
            known = frozenset((one.report_id, one.revision, one.edition) for one in told_to[copy.recipient.address])
            alike[chosen(topics, copy.recipient.topics), known, copy.form.kind == "mail" and not copy.form.is_personal].append(copy)
        health = self.store.source_health()
        made = []
        for some in alike.values():
            told = tuple(told_to[some[0].recipient.address])
            reader = Reader(topics=chosen(topics, some[0].recipient.topics), told=told, versions=self._versions(reports, told))
            composed = digest.compose(reports, head=head, settings=settings, reader=reader, health=health)
            made.append(Variant(digest=composed, copies=tuple(some)))
        return tuple(made)

    def _versions(self, reports: Sequence[Report], told: Sequence[Told]) -> dict[str, Article]:
        """What was told of articles that have changed since, as it was then."""
        revisions = {report.id: report.revision for report in reports}
        found = {}
        for one in sorted(told, key=lambda one: one.revision):
            if one.revision < revisions.get(one.report_id, 0):
                article = self.store.article_at(one.report_id, one.revision)
                if article is not None:
                    found[one.report_id] = article
        return found

    # -- one variant

    def _messages(self, variant: Variant, head: Masthead, now: datetime) -> tuple[list[Delivery], CleanText, bytes]:
        """What is owed to these readers, with the edition's subject and its JSON."""
        is_page = any(copy.form.kind == "mail" and not copy.form.is_personal for copy in variant.copies)
        forms: set[digest.Form] = {"json", *(form_of(copy.form) for copy in variant.copies)}
        rendered = self._render(variant.digest, forms, is_page=is_page)
        owed: list[Delivery] = []
        corrects = self._corrected(variant.digest)
        for copy in variant.copies:
            envelope = self._envelope(head, copy.form, corrects)
            try:
                owed += deliveries_of(copy, rendered, envelope, edition=head.number, now=now, longest=self.longest(copy.channel))
            except ValueError as error:
                self._complain(head.digest, f"no message for {copy.recipient.address}: {error}")
        return owed, CleanText(rendered.subject), rendered.json

    def _render(self, made: Digest, forms: Collection[digest.Form], *, is_page: bool) -> Rendered:
        """By the operator's templates; by the built-in ones when those fail, and the operator is told."""
        wanted = tuple(sorted(forms))
        try:
            return self.workers.submit(digest.render, made, self.templates, wanted, is_page=is_page).result()
        except ItemError as error:
            if self.templates.folder is None:
                raise
            self._complain(made.head.digest, f"templates in {self.templates.folder} failed, the built-in ones were used: {error}")
        return self.workers.submit(digest.render, made, digest.load_templates(), wanted, is_page=is_page).result()

    def _envelope(self, head: Masthead, form: ChannelForm, corrects: tuple[str, ...]) -> Envelope:
        return Envelope(
            digest=head.digest,
            name=head.name,
            period=head.period,
            scheduled_at=head.scheduled_at,
            form=form,
            imprint=self.imprint,
            written_at=head.window.end if head.is_late else None,
            corrects=corrects,
        )

    def _corrected(self, made: Digest) -> tuple[str, ...]:
        """The periods of the editions that its notices are about, the newest first."""
        numbers = {notice.edition for notice in made.notices}
        if not numbers:
            return ()
        known = self.store.editions(made.head.digest, limit=max(1, made.head.number - min(numbers)))
        return tuple(edition.period for edition in known if edition.number in numbers)

    def _complain(self, name: str, what: str) -> None:
        self.tally.problem(f"digest:{name}", what)
