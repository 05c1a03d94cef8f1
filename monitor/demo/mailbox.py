"""A real SMTP server on loopback that keeps what it is given."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Every message that was handed over, as the bytes that came."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.address = ("127.0.0.1", 0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> tuple[str, int]:
        """Listen on a free port; the host and port to send to."""
        self._thread.start()
        self.address = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self.address

    def stop(self) -> None:
        """Listen no more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _listen(self) -> tuple[str, int]:
        from aiosmtpd.smtp import SMTP

        server = await self._loop.create_server(lambda: SMTP(self, hostname="localhost", loop=self._loop), *self.address)
        host, port = server.sockets[0].getsockname()[:2]
        return str(host), int(port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        """Keep the message."""
        self.messages.append(bytes(envelope.original_content or b""))
        return "250 Message accepted for delivery"
