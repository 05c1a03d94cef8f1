"""aiosmtpd on loopback, with STARTTLS and AUTH, in a thread of its own."""

from __future__ import annotations

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class PostOffice:
    """Keeps every message with its envelope. Without `context` it speaks plain; without `user` it wants no login."""

    context: ssl.SSLContext | None = None
    user: str = ""
    password: str = ""
    is_tls_at_once: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    received: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        def session() -> SMTP:
            options: dict[str, Any] = {"hostname": "mx.test", "loop": self._loop, "data_size_limit": 10_000_000, **self.options}
            if self.context and not self.is_tls_at_once:
                options |= {"tls_context": self.context, "require_starttls": True}
            if self.user:
                options |= {"authenticator": self._judge, "auth_required": True, "auth_require_tls": bool(self.context)}
            return SMTP(self, **options)

        server = await self._loop.create_server(session, "127.0.0.1", 0, ssl=self.context if self.is_tls_at_once else None)
        self.port = server.sockets[0].getsockname()[1]

    def _judge(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        login = (data.login.decode(), data.password.decode())
        self.logins.append(login)
        is_right = login == (self.user, self.password)
        return AuthResult(success=is_right, handled=is_right)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        self.received.append((envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.original_content)))
        return "250 2.0.0 kept"
