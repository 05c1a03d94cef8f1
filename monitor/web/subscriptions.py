"""A token in, whom it unsubscribes from what out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.digest import DigestSettings, unsubscribe_token
from monitor.model import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One recipient of one digest."""

    digest: str
    name: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Every configured recipient by token. Without a key there are no tokens: anybody could make them."""

    _by_token: dict[str, Subscription] = field(default_factory=dict)

    @classmethod
    def of(cls, digests: Sequence[DigestSettings], key: Secret) -> Subscriptions:
        """The subscriptions of a configuration."""
        if not key.reveal():
            return cls()
        return cls(
            {
                unsubscribe_token(key.reveal(), digest.id, recipient.address): Subscription(
                    digest=digest.id, name=digest.name or digest.id, recipient=recipient.address
                )
                for digest in digests
                for recipient in digest.recipients
            }
        )

    def find(self, token: str) -> Subscription | None:
        """Whom this token stands for. Tokens are 128 bits of an HMAC: how long a look-up takes tells nobody anything."""
        return self._by_token.get(token)
