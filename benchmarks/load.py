"""Asks one address over and over: ``python -m benchmarks.load URL CONNECTIONS SECONDS [HEADER…]``.

Prints a JSON object: requests, requests a second, median and 99th percentile in milliseconds, answers that were not
200, bytes of a body; connections are kept alive. A program of its own, to tell its work from the server's.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit


@dataclass
class Seen:
    """What the answers were like."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    size: int = 0


async def ask(host: str, port: int, request: bytes, until: float, seen: Seen) -> None:
    """One connection, one request after the other."""
    reader, writer = await asyncio.open_connection(host, port)
    while (begun := perf_counter()) < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"transfer-encoding: chunked" in head:
            size = 0
            while length := int(await reader.readuntil(b"\r\n"), 16):
                await reader.readexactly(length + 2)
                size += length
            await reader.readexactly(2)
        else:
            size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(size)
        seen.seconds.append(perf_counter() - begun)
        seen.wrong += b" 200 " not in head.split(b"\r\n", 1)[0]
        seen.size = size
    writer.close()


async def load(url: str, connections: int, seconds: float, headers: list[str]) -> dict[str, float]:
    """What the program prints."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Accept-Encoding: gzip", "User-Agent: load", *headers]
    request = "\r\n".join([*lines, "", ""]).encode()
    seen = Seen()
    begun = perf_counter()
    each = (ask(parts.hostname, parts.port, request, begun + seconds, seen) for _ in range(connections))
    await asyncio.gather(*each)
    took = perf_counter() - begun
    ordered = sorted(seen.seconds)
    return {
        "requests": len(ordered),
        "rate": len(ordered) / took,
        "median": ordered[len(ordered) // 2] * 1000,
        "p99": ordered[len(ordered) * 99 // 100] * 1000,
        "wrong": seen.wrong,
        "size": seen.size,
    }


if __name__ == "__main__":
    url, connections, seconds, *headers = sys.argv[1:]
    print(json.dumps(asyncio.run(load(url, int(connections), float(seconds), headers))))
