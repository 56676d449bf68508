"""How is something posted to a server on the web, and what does its answer mean?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from bargaining.jobs.ways import letter as letters
from bargaining.jobs.ways.letter import NotSent

_MOST_READ = 64 * 1024
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

    Raises NotSent unless the answer is a 2xx; nobody is followed to another address.
    """
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        with requests.post(
            address,
            json=dict(content),
            params=dict(query or {}),
            headers=headers,
            timeout=letters.TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            code = answer.status_code
            said = answer.raw.read(_MOST_READ, decode_content=True) or b""
    except requests.exceptions.SSLError:
        raise NotSent(f"和{whose}不能建立加密连接，请核对它的证书。") from None
    # The library lets through some of what urllib3 raises while an answer is read.
    except (requests.RequestException, OSError, ValueError):
        raise NotSent(f"{whose}没有应答。") from None
    if not 200 <= code < 300:
        raise _refused(whose, code)
    return bytes(said)


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
