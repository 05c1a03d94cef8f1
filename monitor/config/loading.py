"""config.yaml and the environment in, a frozen Config or every mistake at once out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from monitor.config.checks import cross_checks
from monitor.config.form import Config, FeedSettings, Form
from monitor.config.mistakes import Finding, findings_of, placed
from monitor.config.schema import model_of, settings_of
from monitor.config.secrets import Secrets
from monitor.config.topical import checked_topics, read_vocabulary
from monitor.config.tree import Node, read_tree
from monitor.deliver.settings import ArchiveSettings, ChannelSettings, FileSettings, SmtpSettings
from monitor.errors import ConfigError, Mistake
from monitor.model import Feed, Secret, stable_id
from monitor.store.settings import StoreSettings
from monitor.topics.settings import TopicSettings

LARGEST_READ = 1_000_001


def load(path: Path, environ: Mapping[str, str], *, need_secrets: bool = True) -> Config:
    """The configuration in the file at `path`. Raises ConfigError with every mistake that can be seen at once.

    With `need_secrets` off, passwords that are not there are empty: for commands that send nothing.
    """
    file = str(path)
    root = read_tree(_bytes(path), file)
    folder = path.absolute().parent
    secrets = Secrets(environ=environ, folder=folder, is_needed=need_secrets)
    plain = root.plain()
    form, findings = _validated(plain, root, secrets)
    findings += cross_checks(plain, folder)
    vocabulary, mistakes = read_vocabulary(folder, plain.get("vocabulary")) if {"topics", "vocabulary"} & plain.keys() else (None, ())
    if vocabulary is not None and not mistakes:
        findings += checked_topics(_topics(plain, form), vocabulary, plain)
    wrong = (*placed(findings, root, file), *mistakes)
    wrong += _template_mistakes(plain, folder)
    if form is None or wrong:
        raise ConfigError(wrong)
    return _config(form, path, vocabulary, secrets)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_READ)
    except OSError as error:
        repair = "--config FILE or MONITOR_CONFIG says where it is" if isinstance(error, FileNotFoundError) else "let this user read it"
        raise ConfigError((Mistake(file=str(path), what=f"cannot be read: {error.strerror}", repair=repair),)) from None


def _validated(plain: Any, root: Node, secrets: Secrets) -> tuple[Form | None, list[Finding]]:
    try:
        form: Form = settings_of(model_of(Form, only=frozenset(plain)).model_validate(plain, context=secrets))
    except ValidationError as error:
        return None, list(findings_of(error.errors(include_url=False, include_input=False), root))
    return form, []


def _topics(plain: dict[str, Any], form: Form | None) -> dict[int, TopicSettings]:
    """The topics by their place in the file; where something else is wrong, those that can be read."""
    if form is not None:
        return dict(enumerate(form.topics))
    written = plain.get("topics", [])
    found: dict[int, TopicSettings] = {}
    for number, one in enumerate(written if isinstance(written, list) else [written]):
        with suppress(ValidationError):
            alone: Form = settings_of(model_of(Form, only=frozenset({"topics"})).model_validate({"topics": [one]}))
            found[number] = alone.topics[0]
    return found


def _template_mistakes(plain: dict[str, Any], folder: Path) -> tuple[Mistake, ...]:
    name = plain.get("templates")
    if not isinstance(name, str) or not (folder / name).is_dir():
        return ()
    from monitor.digest import check_templates

    return check_templates(str(folder / name))


def _config(form: Form, path: Path, vocabulary: Any, secrets: Secrets) -> Config:
    folder = path.absolute().parent
    channels = {name: _beside(channel, folder) for name, channel in form.channels.items()}
    network = replace(form.network, ca_file=_absolute(form.network.ca_file, folder))
    return Config(
        path=path,
        feeds=tuple(_feed(feed) for feed in form.feeds),
        topics=form.topics,
        vocabulary=vocabulary,
        digests=form.digests,
        channels=channels,
        imprint=form.imprint,
        operator=form.operator,
        templates=_absolute(form.templates, folder),
        store=_store(form.store, folder),
        poll=form.poll,
        fetch=replace(form.fetch, net=network, tokens={name: Secret(value) for name, value in secrets.tokens.items()}),
        network=network,
        read=form.read,
        send=form.send,
        stories=form.stories,
        workers=form.workers,
        web=form.web,
        secrets=tuple(dict.fromkeys(secret for secret in secrets.found if secret)),
    )


def _feed(settings: FeedSettings) -> Feed:
    return Feed(
        id=settings.id or stable_id("feed", settings.url),
        url=settings.url,
        name=settings.name or urlsplit(settings.url).hostname or settings.url,
        language=settings.language,
        country=settings.country,
        kind=settings.kind,
        is_state_media=settings.state_media,
        format=settings.format,
        selector=settings.selector,
        excerpt=settings.excerpt,
        is_split=settings.split,
        poll_every=settings.poll_every,
        since=settings.since,
        is_paused=settings.paused,
    )


def _beside(channel: ChannelSettings, folder: Path) -> ChannelSettings:
    """Paths are meant from the folder of the file, so that cron and a shell agree."""
    if isinstance(channel, FileSettings | ArchiveSettings):
        return replace(channel, folder=str(folder / channel.folder))
    if isinstance(channel, SmtpSettings):
        return replace(channel, ca_file=_absolute(channel.ca_file, folder))
    return channel


def _absolute(name: str | None, folder: Path) -> str | None:
    return None if name is None else str(folder / name)


def _store(settings: StoreSettings, folder: Path) -> StoreSettings:
    url = settings.url.reveal()
    if "://" in url or url == ":memory:":
        return settings
    place = folder / url
    backups = str(place.parent / "backups") if settings.backups is None else settings.backups and str(folder / settings.backups)
    return replace(settings, url=Secret(str(place)), backups=backups)
