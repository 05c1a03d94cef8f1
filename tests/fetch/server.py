"""A server on loopback that answers as a fault case says: slowly, for ever, in pieces, compressed, over broken TLS."""

from __future__ import annotations

import datetime
import gzip
import socket
import ssl
import struct
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import brotli
import trustme
from backports import zstd
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import faults

MOST_REPEATED = 60_000_000
"""Bombs of 4 GB are cut to this: the cap is at 10 MB, so it decides nothing, and making them takes minutes."""

FOR_EVER = 30.0


class FaultServer:
    """Listens from the start; `stop` ends it. What was asked is in `asked`: path and lower-case headers."""

    def __init__(self, case: dict[str, Any], *, authority: trustme.CA | None = None, address: str = "127.0.0.1") -> None:
        self.case = case
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self._ends = threading.Event()
        # Made before anybody waits for it.
        self._made = None if "raw" in case else self._body(case)
        self._tls = tls_context(case, authority) if case.get("tls") and authority and "tls_stall" not in case else None
        self._listener = socket.create_server((address, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, host: str = "public.test", path: str = "/feed") -> str:
        scheme = "https" if self.case.get("tls") else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def stop(self) -> None:
        self._ends.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(FOR_EVER)
            if "tls_stall" in self.case:
                connection.recv(4_096)
                self._ends.wait(FOR_EVER)
                return
            wire = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            path = self._read_request(wire)
            if path is None:
                return
            for piece in self._answer(path):
                if self._ends.is_set():
                    return
                if self.case.get("cert") == "alert-mid-body" and len(piece) > 200:
                    wire.sendall(piece[:-200])
                    connection.sendall(b"\x15\x03\x03\x00\x02\x02\x50")
                    return
                wire.sendall(piece)
            if self.case.get("then") == "rst":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _read_request(self, wire: socket.socket) -> str | None:
        data = b""
        while b"\r\n\r\n" not in data:
            more = wire.recv(4_096)
            if not more:
                return None
            data += more
        first, *lines = data.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        self.asked.append((first.split(" ")[1], headers))
        return first.split(" ")[1]

    # -- what it says

    def _answer(self, path: str) -> Iterator[bytes]:
        case = self.case
        if "raw" in case:
            yield case["raw"].encode("latin-1")
        elif "raw_repeat" in case:
            while not self._ends.wait(case["delay_ms"] / 1000):
                yield case["raw_repeat"].encode()
        elif "raw_head_drip_ms" in case:
            yield from self._dripped(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: filler\r\n" * 1_000, 1, case["raw_head_drip_ms"] / 1000)
        elif "redirects" in case or "redirect_loop" in case:
            yield from self._redirected(path)
        elif path == "/login":
            yield from self._full({"status": 200, "body": "<html><title>Sign in to WiFi</title><form></form></html>"})
        elif path not in {"/feed", "/", "/private"} and case.get("status", 200) in {301, 302, 303, 307, 308}:
            yield from self._full({"status": 200, "body": {"feed": {"items": 3}}})
        else:
            yield from self._full(case)

    def _redirected(self, path: str) -> Iterator[bytes]:
        number = int(path.rpartition("/")[2]) if path[-1].isdigit() else 0
        if "redirect_loop" in self.case:
            number = (number + 1) % self.case["redirect_loop"]
        elif number >= self.case["redirects"]:
            yield from self._full({"status": 200, "body": {"feed": {"items": 3}}})
            return
        else:
            number += 1
        self._ends.wait(self.case.get("each_delay_ms", 0) / 1000)
        yield f"HTTP/1.1 302 Found\r\nLocation: /{number}\r\nContent-Length: 0\r\n\r\n".encode()

    def _full(self, case: dict[str, Any]) -> Iterator[bytes]:
        headers = [(name, faults.expand(value)) for name, value in case.get("headers", [])]
        if "permanent_to" in case:
            headers.append(("Location", case["permanent_to"].replace(".test/", f".test:{self.port}/").encode()))
        headers = [(name, value.replace(b".test/", b".test:%d/" % self.port) if name == "Location" else value) for name, value in headers]
        headers += [(f"X-Filler-{number}", b"x") for number in range(case.get("header_count", 0))]
        codings = case.get("encoding", [])
        if codings or case.get("gzip_members"):
            headers.append(("Content-Encoding", ", ".join(codings or ["gzip"]).encode()))
        if "claimed_encoding" in case:
            headers.append(("Content-Encoding", case["claimed_encoding"].encode()))
        if case.get("chunked_forever") or case.get("trailer_forever"):
            headers.append(("Transfer-Encoding", b"chunked"))
        body = self._made if case is self.case else self._body(case)
        if body is not None:
            headers.append(("Content-Length", str(case.get("stretch_to", len(body))).encode()))
        head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
        yield b"HTTP/1.1 %d X\r\n%s\r\n" % (case.get("status", 200), head)
        yield from self._sent(case, body)

    def _sent(self, case: dict[str, Any], body: bytes | None) -> Iterator[bytes]:
        if body is not None and "chunk_delay_ms" in case:
            yield from self._dripped(body + b" " * 100_000, case["chunk_bytes"], case["chunk_delay_ms"] / 1000)
        elif body is not None:
            yield body[: case.get("truncate_at", len(body))]
        elif case.get("chunked_forever"):
            while not self._ends.wait(0.001):
                yield b"1\r\nx\r\n"
        elif case.get("trailer_forever"):
            yield b"0\r\n"
            while not self._ends.wait(0.001):
                yield b"X-Trailer: x\r\n"
        elif "body_forever" in case:
            while not self._ends.is_set():
                yield b"x" * 65_536

    def _body(self, case: dict[str, Any]) -> bytes | None:
        if "body_forever" in case or case.get("chunked_forever") or case.get("trailer_forever"):
            return None
        body = faults.expand(_cut(case.get("body", "")))
        for coding in case.get("encoding", []):
            body = ENCODERS[coding](body)
        if members := case.get("gzip_members"):
            size = max(len(body) // members, 1)
            parts = [body[at : at + size] for at in range(0, len(body), size)]
            body = b"".join(gzip.compress(part, 1) for part in parts) + gzip.compress(b"") * (members - len(parts))
        return body + b"\x00" * case.get("trailing_garbage", 0)

    def _dripped(self, data: bytes, size: int, delay: float) -> Iterator[bytes]:
        for at in range(0, len(data), size):
            if self._ends.wait(delay):
                return
            yield data[at : at + size]


@contextmanager
def lateness() -> Iterator[list[float]]:
    """By how many seconds this machine was late, at worst, to wake a thread within the block."""
    worst, ends = [0.0], threading.Event()

    def watch() -> None:
        while not ends.is_set():
            began = time.monotonic()
            ends.wait(0.05)
            worst[0] = max(worst[0], time.monotonic() - began - 0.05)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield worst
    finally:
        ends.set()
        watcher.join()


ENCODERS = {
    "gzip": lambda body: gzip.compress(body, 1),
    "deflate": lambda body: zlib.compress(body, 1),
    "br": lambda body: brotli.compress(body, quality=1),
    "zstd": lambda body: zstd.compress(body, 1),
}


def _cut(value: Any) -> Any:
    if isinstance(value, dict) and "rep" in value:
        text, times = value["rep"]
        return {"rep": [text, min(times, MOST_REPEATED)]}
    return value


def tls_context(case: dict[str, Any], authority: trustme.CA) -> ssl.SSLContext:
    """What the server shows and speaks, as the case says."""
    kind = case.get("cert", "good")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    now = datetime.datetime.now(datetime.UTC)
    names = {
        "wrong-host": ["other.test"],
        "wildcard-ok": ["*.public.test"],
        "wildcard-two-levels": ["*.public.test"],
        "ip-san-ok": ["127.0.0.1"],
    }
    if kind == "name-constraint-violation":
        return constrained_context(context, authority)
    issuer = trustme.CA() if kind == "self-signed" else authority
    if kind == "no-san":
        certificate = issuer.issue_cert(common_name="public.test")
    elif kind == "not-yet-valid":
        certificate = issuer.issue_cert(
            "public.test", not_before=now + datetime.timedelta(days=2), not_after=now + datetime.timedelta(days=9)
        )
    elif kind == "expired":
        certificate = issuer.issue_cert(
            "public.test", not_before=now - datetime.timedelta(days=9), not_after=now - datetime.timedelta(days=2)
        )
    else:
        certificate = issuer.issue_cert(*names.get(kind, ["public.test", "a.b.public.test"]))
    certificate.configure_cert(context)
    if kind == "tls1.1":
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    elif kind == "tls1.2":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    elif kind == "tls1.3":
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    elif kind == "client-cert-required":
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def constrained_context(context: ssl.SSLContext, authority: trustme.CA) -> ssl.SSLContext:
    """A certificate for public.test from an authority that may only speak for other.test."""
    now, one_day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    root = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    root_key: Any = serialization.load_pem_private_key(authority.private_key_pem.bytes(), None)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Constrained", "public.test")]
    permitted = x509.NameConstraints(permitted_subtrees=[x509.DNSName("other.test")], excluded_subtrees=None)
    extensions: list[list[tuple[Any, bool]]] = [
        [(x509.BasicConstraints(ca=True, path_length=0), True), (permitted, True)],
        [(x509.SubjectAlternativeName([x509.DNSName("public.test")]), False)],
    ]
    certificates = []
    for number, (issuer, signer) in enumerate([(root.subject, root_key), (names[0], keys[0])]):
        builder = x509.CertificateBuilder(
            issuer, names[number], keys[number].public_key(), x509.random_serial_number(), now - one_day, now + one_day
        )
        for extension, is_critical in extensions[number]:
            builder = builder.add_extension(extension, is_critical)
        certificates.append(builder.sign(signer, hashes.SHA256()))
    key = keys[1].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(key + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in reversed(certificates)))
        file.flush()
        context.load_cert_chain(file.name)
    return context
