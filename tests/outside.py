"""The world outside, on this machine: a mail server, and a web server that robots listen at."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import running

HOST = "127.0.0.1"


def papers(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Write a certificate for this machine; return it, and what a server does with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    paper = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))  # noqa: TID251 -- as a server is
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))  # noqa: TID251
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    written, secret = folder / "paper.pem", folder / "key.pem"
    written.write_bytes(paper.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(written, secret)
    return written, context


@dataclass
class Post:
    """A mail server's insides: what it took, and how it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    at_recipient: str = "250 OK"
    at_content: str = "250 OK"
    on_content: Callable[[], None] = lambda: None
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Answer whom it is for."""
        if self.at_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail, or do not."""
        if self.at_content.startswith("2"):
            content = envelope.original_content or b""
            self.taken.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
            self.to += envelope.rcpt_tos
            await asyncio.to_thread(self.on_content)
        return self.at_content


@contextmanager
def mail_server(**more: Any) -> Iterator[Post]:
    """Run a mail server for a while."""
    post = Post()
    post.port = running.free_port()
    controller = Controller(post, hostname=HOST, port=post.port, **more)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@dataclass
class Heard:
    """One thing that was posted."""

    path: str
    headers: dict[str, str]
    content: Any


@dataclass
class Ear:
    """A web server's insides: what it heard, and what it answers."""

    heard: list[Heard] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode":0,"errmsg":"ok"}'
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0
    scheme: str = "http"

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://{HOST}:{self.port}"


@contextmanager
def web_server(*, tls: ssl.SSLContext | None = None) -> Iterator[Ear]:
    """Run a web server for a while; with `tls` nobody reads along."""
    ear = Ear(scheme="https" if tls else "http")

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            ear.heard.append(Heard(self.path, dict(self.headers), json.loads(content)))
            self.send_response(ear.status)
            for name, value in {"Content-Length": str(len(ear.answer)), **ear.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(ear.answer)

        def log_message(self, *_given: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Listening)
    ear.port = server.server_address[1]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
