"""How is something posted to a server on the web, and what does its answer mean?"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from bargaining.jobs.ways import letter as letters
from bargaining.jobs.ways.letter import NotSent

_MOST_READ = 64 * 1024
_PIECE = 4096
_TOO_MANY = 429
_GONE = frozenset({404, 405, 410})


def post(
    address: str,
    content: Mapping[str, Any],
    *,
    whose: str,
    query: Mapping[str, str] | None = None,
    token: str = "",
) -> bytes:
    """Post a thing as JSON and return the beginning of the answer (推送).

    Raises NotSent unless the answer is a 2xx; nobody is followed to another address. What is
    told of an answer has an end, in bytes and in seconds, whatever the server does.
    """
    # As plain as it comes: a small answer cannot unfold to a large one.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        with _session() as session, session.post(
            address,
            json=dict(content),
            params=dict(query or {}),
            headers=headers,
            timeout=letters.TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:  # fmt: skip
            code = answer.status_code
            said = _read(answer)
    except requests.exceptions.SSLError:
        raise NotSent(f"和{whose}不能建立加密连接，请核对它的证书。") from None
    # The library lets through some of what urllib3 raises while an answer is read.
    except (requests.RequestException, OSError, ValueError):
        raise NotSent(f"{whose}没有应答。") from None
    if not 200 <= code < 300:
        raise _refused(whose, code)
    return said


def _read(answer: requests.Response) -> bytes:
    """Read the beginning of an answer; one that breaks off has said by its code what it means."""
    said = b""
    with contextlib.suppress(HTTPError, OSError, ValueError):
        while len(said) < _MOST_READ and (piece := answer.raw.read1(_PIECE)):
            said += piece
    return said


# ── a connection that has an end ─────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _session() -> Iterator[requests.Session]:
    """Open a session for one answer, that is cut off when its time is over.

    Neither a proxy nor a password of the environment is for what we send.
    """
    adapter = _Limited()
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    end = threading.Timer(letters.LONGEST, adapter.cut)
    end.daemon = True
    end.start()
    try:
        with session:
            yield session
    finally:
        end.cancel()
        adapter.forget()


class _Limited(HTTPAdapter):
    """Connections that somebody else can cut (可切断的连接), at whatever they are just then.

    Trusted is whom mail trusts too: who is vouched for on this machine.
    """

    def __init__(self) -> None:
        self._open: list[socket.socket] = []
        self._is_over = False
        self._lock = threading.Lock()
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 -- the library's
        """Have every connection note its socket."""
        super().init_poolmanager(*given, ssl_context=ssl.create_default_context(), **more)
        manager: PoolManager = self.poolmanager
        note = self._note

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return note(super()._new_conn())

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return note(super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def _note(self, opened: socket.socket) -> socket.socket:
        # A second handle on the same connection: the first is taken over by its encryption.
        with self._lock:
            self._open.append(opened.dup())
            is_over = self._is_over
        if is_over:
            self.cut()
        return opened

    def cut(self) -> None:
        """Cut what is open (切断): whoever reads there hears that nothing more comes."""
        with self._lock:
            self._is_over = True
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Let the second handles go (放开)."""
        with self._lock:
            for one in self._open:
                one.close()
            self._open.clear()


def _refused(whose: str, code: int) -> NotSent:
    if code in _GONE:
        return NotSent(f"{whose}的这个地址已经不在了（{code}）。", permanent=True)
    if code in (401, 403):
        return NotSent(f"{whose}没有接受我们的身份（{code}）。")
    if 300 <= code < 400:
        return NotSent(f"{whose}转到了别的地址，我们不跟随（{code}）。", permanent=True)
    if 400 <= code < 500 and code != _TOO_MANY:
        return NotSent(f"{whose}没有接受这条消息（{code}）。", permanent=True)
    return NotSent(f"{whose}正忙（{code}）。")
