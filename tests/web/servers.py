"""Real servers for the tests, each on a port of its own in a folder that is thrown away: PostgreSQL and Redis.

``python -m tests.web.servers COMMAND…`` runs a command with DATABASE_URL set to such a PostgreSQL.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any

__all__ = ["NotInstalled", "postgresql", "redis"]

_WITHIN = 60.0


class NotInstalled(Exception):
    """The server is not on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(name: str) -> str:
    """Debian keeps the server's programs outside the path, one folder for each version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(versions[-1]) if versions else None)
    if found is None:
        raise NotInstalled(f"{name} is not here (Debian: apt-get install postgresql)")
    return found


def _nobody_special(folder: str) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: another account for its processes, which gets the folder."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            os.chown(folder, account.pw_uid, account.pw_gid)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NotInstalled("there is no account that is not root")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database; its user may create more. Raises NotInstalled."""
    import psycopg

    initdb, server = _program("initdb"), _program("postgres")
    with tempfile.TemporaryDirectory(prefix="gongkai-pg-", dir="/tmp") as folder:
        account = _nobody_special(folder)
        port, password = free_port(), secrets.token_urlsafe(12)
        plain: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **account}
        secret = Path(folder, "password")
        secret.write_text(password, encoding="ascii")
        secret.chmod(0o644)
        words = (initdb, "-D", "db", "-U", "gongkai", "-A", "scram-sha-256", "--pwfile", "password", "-E", "UTF8", "-N")
        subprocess.run([*words, "--locale=C.UTF-8"], check=True, stderr=subprocess.PIPE, **plain)
        # What is thrown away need not survive a power cut.
        options = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=127.0.0.1",
                   f"port={port}", f"unix_socket_directories={folder}", "max_connections=60")  # fmt: skip
        arguments = [word for option in options for word in ("-c", option)]
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen([server, "-D", "db", *arguments], stderr=log, **plain)
        try:
            address = f"postgresql://gongkai:{password}@127.0.0.1:{port}"
            until = monotonic() + _WITHIN
            while True:
                try:
                    with psycopg.connect(f"{address}/postgres", autocommit=True, connect_timeout=2) as connection:
                        connection.execute("CREATE DATABASE gongkai")
                    break
                except psycopg.OperationalError:
                    if process.poll() is not None or monotonic() > until:
                        raise
                    sleep(0.1)
            yield f"{address}/gongkai"
        finally:
            # "Fast": does not wait for those who are still connected.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_WITHIN)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis. Raises NotInstalled."""
    from redis import Redis
    from redis.exceptions import ConnectionError as NotYet

    server = shutil.which("redis-server")
    if server is None:
        raise NotInstalled("redis-server is not here (Debian: apt-get install redis-server)")
    with tempfile.TemporaryDirectory(prefix="gongkai-redis-") as folder:
        port = free_port()
        words = (server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder)
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            until = monotonic() + _WITHIN
            with Redis(port=port) as client:
                while True:
                    try:
                        client.ping()
                        break
                    except NotYet:
                        if process.poll() is not None or monotonic() > until:
                            raise
                        sleep(0.05)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(timeout=_WITHIN)


def main(command: Sequence[str]) -> int:
    """Runs the command; its exit status. Ctrl-C reaches the command too and is its business."""
    try:
        with postgresql() as address:
            # `timeout` and CI stop with SIGTERM; the server must not stay behind.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address})
            try:
                return process.wait()
            except KeyboardInterrupt:
                process.terminate()
                return process.wait()
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
