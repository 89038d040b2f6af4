"""The unit of work that is sent to an engine and kept as a part: a few files, few enough to be lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.corpus.guard import Children
from gongkai.corpus.version import program_version

__all__ = ["Job", "Key", "OtherVersion", "Result", "read_batch"]

Key = tuple[str, str]
"""SHA-256 of the content, and the ending of the name, with which the content is compared."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read. Its bytes travel with it: a worker of a cluster may have no disk in common with the client."""

    key: Key
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """Of a batch: the rows, each an Arrow stream, and the reasons of those files that could not be read."""

    rows: tuple[bytes, ...]
    failures: dict[Key, str]


class OtherVersion(Exception):
    """A worker of the cluster runs another version of this program, which the message names."""


_children = Children()
"""Those of a worker of a cluster."""


def read_batch(jobs: tuple[Job, ...], version: str, seconds: float, children: Children | None = None) -> Result:
    """Reads each file in a child process, ``seconds`` at most.

    Raises OtherVersion where this program is not ``version``, Stopped when the children were stopped.
    """
    if program_version() != version:
        raise OtherVersion(program_version())
    rows = []
    failures = {}
    children = children or _children
    with children.borrowed() as child:
        for job in jobs:
            children.go_on()
            answer = child.read(job.data, job.key[1], seconds)
            if answer.row is None:
                failures[job.key] = answer.reason
            else:
                rows.append(answer.row)
    children.go_on()
    return Result(tuple(rows), failures)
