"""Who does the work: threads of this process, each with a child that reads, or the workers of a Dask cluster.

Both are an ``Executor``; the function that is submitted is the same.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gongkai.corpus.batch import Job, Result, read_batch
from gongkai.corpus.errors import CorpusError
from gongkai.corpus.guard import Children
from gongkai.corpus.version import program_version

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Engine", "cluster", "processes"]

_PATIENCE = 20
"""Seconds in which a cluster must answer."""


@dataclass(frozen=True, slots=True)
class Engine:
    """``submit`` begins to read a batch; ``width()`` is the number of batches that are read at one time, now."""

    submit: Callable[[tuple[Job, ...]], Future[Result]]
    width: Callable[[], int]


@contextmanager
def processes(workers: int, seconds: float) -> Iterator[Engine]:
    """An engine of so many processes on this machine; a file may take ``seconds``."""
    children = Children()
    with ThreadPoolExecutor(workers, thread_name_prefix="corpus") as pool:
        try:
            read = partial(read_batch, version=program_version(), seconds=seconds, children=children)
            yield Engine(lambda jobs: pool.submit(read, jobs), lambda: workers)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            children.stop()
            raise
    children.end()


@contextmanager
def cluster(address: str, seconds: float) -> Iterator[Engine]:
    """An engine of the workers of a Dask cluster, which must have this version of the program.

    Raises CorpusError where the extra ``cluster`` is not installed, nobody answers or there are no workers.
    """
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
    except ModuleNotFoundError:
        raise CorpusError("没有安装集群组件，请先运行 pip install 'gongkai[cluster]'") from None
    with _quiet("distributed.client"), _connected(Client, address) as client:
        executor: Executor = client.get_executor(pure=False)
        read = partial(read_batch, version=program_version(), seconds=seconds)

        def submit(jobs: tuple[Job, ...]) -> Future[Result]:
            with warnings.catch_warnings():
                # The bytes go with the task on purpose, a few megabytes at a time: see docs/decisions/0010.
                warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
                return executor.submit(read, jobs)

        def width() -> int:
            threads: dict[str, int] = client.nthreads()
            return max(1, sum(threads.values()))

        try:
            yield Engine(submit, width)
        except (CommClosedError, CancelledError, TimeoutError) as error:
            raise CorpusError(f"与集群 {address} 断了联系；已读的都留着，再运行一次就接着做") from error
        finally:
            executor.shutdown(wait=False)


@contextmanager
def _connected(connect: type[Client], address: str) -> Iterator[Client]:
    """A client of a cluster that has a worker."""
    try:
        client = connect(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CorpusError(f"连不上集群 {address}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise CorpusError(f"集群 {address} 里没有工作进程") from None
        yield client


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Without the tracebacks that a library logs of a lost connection, of which the user is told in one line."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
