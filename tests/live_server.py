"""The application behind a real server, for the tests with a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bargaining import db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class _Impatient(WSGIRequestHandler):
    """Gives a connection up that a browser opened beforehand and never used."""

    timeout = 5


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve until the block ends, and yield the address.

    Every answer is finished before this returns: a browser that has gone leaves no thread that
    still asks a database which the next test drops, and no connection open.
    """

    def whole(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Read an answer to its end first: the server leaves files open when a browser goes."""
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if hasattr(parts, "close"):
                parts.close()

    server = make_server("127.0.0.1", 0, whole, threaded=True, request_handler=_Impatient)
    server.daemon_threads = False  # so that closing waits for them
    listening = threading.Thread(target=server.serve_forever)
    listening.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        listening.join()
        with app.app_context():
            db.db.session.remove()
            db.db.engine.dispose()
