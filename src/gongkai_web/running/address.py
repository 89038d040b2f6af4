"""The address a site listens at: free to take, how it is written for people, and whether the site answers there."""

from __future__ import annotations

import errno
import http.client
import json
import socket
from collections.abc import Sequence

from gongkai_web.running.problems import CannotStart

__all__ = ["answers", "check_free", "host_header", "is_local", "written"]

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def check_free(host: str, port: int) -> None:
    """Raises CannotStart where the address cannot be listened at."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise CannotStart(f"“{host}”不是本机的地址；--host 应为 127.0.0.1、0.0.0.0 或本机的一个地址。") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
            probe.listen(1)
        except OSError as error:
            why = {
                errno.EADDRINUSE: f"端口{port}已被别的程序占用；请先停止它，或用 --port 另选一个端口。",
                errno.EACCES: f"没有权限使用端口{port}；请用 --port 选1024以上的端口，由前面的反向代理转发。",
                errno.EADDRNOTAVAIL: f"“{host}”不是本机的地址；--host 应为 127.0.0.1、0.0.0.0 或本机的一个地址。",
            }
            raise CannotStart(why.get(error.errno or 0, f"不能在{host}:{port}上监听：{error.strerror}")) from None


def is_local(host: str) -> bool:
    """True where only this machine can reach the address."""
    return host in ("localhost", "::1") or host.startswith("127.")


def written(host: str, port: int) -> str:
    """The address as a person types it into a browser on this machine."""
    if is_local(host) or host in _EVERYWHERE:
        return f"http://localhost:{port}/"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def host_header(hosts: Sequence[str]) -> str:
    """A host name that the site accepts, from GONGKAI_HOSTS."""
    name = hosts[0] if hosts else "localhost"
    return "localhost" if name == "*" else name.removeprefix(".")


def answers(host: str, port: int, name: str, *, timeout: float = 2.0) -> bool:
    """Whether the site answers at /health that its database works. Waits ``timeout`` seconds at most."""
    connection = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=timeout)
    try:
        connection.request("GET", "/health", headers={"Host": name})
        response = connection.getresponse()
        return response.status == http.client.OK and json.loads(response.read())["status"] in ("ok", "degraded")
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return False
    finally:
        connection.close()
