"""A real IMAP server (Debian: dovecot-imapd) in a folder that is thrown away, on a port of its own."""

from __future__ import annotations

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tests.web.servers import NotInstalled, free_port

__all__ = ["Server", "imap_server"]

_WITHIN = 30.0
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = static
  args = password=ceshi-123
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    """Where it is; ``user`` of a test has his own box."""

    port: int
    folder: Path

    def url(self, user: str, folder: str = "INBOX", password: str = "ceshi-123") -> str:
        """The address of a box."""
        return f"imap://{user}:{password}@127.0.0.1:{self.port}/{folder}"

    @contextlib.contextmanager
    def box(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A box as other programs see it."""
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        connection.login(user, "ceshi-123")
        connection.select("INBOX")
        try:
            yield connection
        finally:
            connection.logout()

    def put(self, user: str, *messages: bytes) -> None:
        """Mail that comes in."""
        with self.box(user) as box:
            for message in messages:
                status, told = box.append("INBOX", "", imaplib.Time2Internaldate(1_767_322_800), message)
                assert status == "OK", told


@contextlib.contextmanager
def imap_server() -> Iterator[Server]:
    """Starts one, and ends it. Raises NotInstalled."""
    program = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise NotInstalled("dovecot is not here (Debian: apt-get install dovecot-imapd)")
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    with tempfile.TemporaryDirectory(prefix="imap-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        mail = folder / "mail"
        mail.mkdir()
        os.chown(mail, account.pw_uid, account.pw_gid)
        group = subprocess.run(
            ["id", "-gn", account.pw_name], capture_output=True, text=True, check=True
        ).stdout.strip()
        config = folder / "dovecot.conf"
        config.write_text(_CONFIG.format(folder=folder, user=account.pw_name, group=group, port=port))
        process = subprocess.Popen(
            [program, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _wait(port, process, folder)
            yield Server(port, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            if process.stderr is not None:
                process.stderr.close()


def _wait(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = monotonic() + _WITHIN
    while monotonic() < until:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
            return
        if process.poll() is not None:
            told = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"dovecot ended: {told}")
        sleep(0.1)
    log = folder / "log"
    raise RuntimeError(f"dovecot did not answer: {log.read_text() if log.exists() else ''}")
