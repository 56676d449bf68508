"""Settings of the web server that do not differ from one installation to the next."""

import gc
from pathlib import Path

worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
# Its remote control would put a socket into the home folder of whoever starts it.
control_socket_disable = True
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def post_worker_init(_worker: object) -> None:
    """Let the collector leave alone what stays as long as the process does.

    The program itself is several hundred thousand objects. To look through all of them again and
    again stopped a page now and then for more than a tenth of a second, and found nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
