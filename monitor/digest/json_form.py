"""A Digest in, JSON out: the edition for programs, as a webhook posts it and the store keeps it."""

from __future__ import annotations

import json
from typing import Any

from monitor.digest.nouns import Account, Digest, Notice, Source, Trouble


def as_json(digest: Digest, subject: str) -> bytes:
    """The edition as a JSON document in UTF-8; instants are ISO 8601, what is unknown is null."""
    head = digest.head
    value = {
        "digest": head.digest,
        "name": head.name,
        "edition": head.number,
        "period": head.period,
        "subject": subject,
        "language": head.language,
        "scheduled_at": head.scheduled_at.isoformat(),
        "is_late": head.is_late,
        "window": {"start": head.window.start.isoformat(), "end": head.window.end.isoformat()},
        "url": head.web_url or None,
        "counts": {"stories": digest.stories, "articles": digest.articles, "outlets": digest.outlets},
        "notices": [_notice(one) for one in digest.notices],
        "topics": [
            {"id": one.topic, "name": one.name, "stories": [_account(account) for account in one.accounts]} for one in digest.sections
        ],
        "more": [_account(account) for account in digest.more],
        "coverage": {
            "answered": list(digest.coverage.answered),
            "failing": [_trouble(one) for one in digest.coverage.failing],
            "silent": [_trouble(one) for one in digest.coverage.silent],
        },
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _account(account: Account) -> dict[str, Any]:
    return {
        "number": account.number,
        "story": account.story,
        "novelty": account.novelty,
        "topic": account.topic,
        "other_topics": list(account.other_topics),
        **_source(account.lead),
        "excerpt": account.excerpt or None,
        "news": list(account.news),
        "also": [_source(source) for source in account.also],
        "also_more": account.also_more,
        "outlets": account.outlets,
        "origins": account.origins,
        "quotes": [{"text": said.text, "speaker": said.speaker, "role": said.role or None} for said in account.sayings],
        "earlier": [at.isoformat() for at in account.earlier],
        "matched": [{"text": hit.text, "field": hit.field} for hit in account.hits],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.report,
        "title": source.title,
        "tag": source.tag or None,
        "url": source.url or None,
        "outlet": source.outlet,
        "credit": source.credit or None,
        "labels": [{"kind": label.kind, "name": label.name or None} for label in source.labels],
        "byline": list(source.byline),
        "language": source.language,
        "published_at": source.published.value,
        "first_seen_at": source.first_seen_at.isoformat(),
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "headline": notice.headline,
        "now": _source(notice.now),
        "changed": notice.words or None,
        "told_at": notice.told_at.isoformat(),
        "edition": notice.edition,
    }


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {"name": trouble.name, "why": trouble.why or None, "since": trouble.since.isoformat() if trouble.since else None}
