"""The same tables from a Dask cluster: two workers, each a process of its own."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from distributed import LocalCluster

import gongkai.corpus.engines
from gongkai.corpus import CorpusError, build
from tests.corpus.files import contents, fill, mixed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made.scheduler_address


def test_the_same_tables(cluster: str, tmp_path: Path) -> None:
    folder = mixed(tmp_path / "in")
    fill(folder / "more", range(20, 120))
    summary = build(folder, tmp_path / "cluster", scheduler=cluster)
    assert summary == build(folder, tmp_path / "local", workers=2)
    assert contents(tmp_path / "cluster") == contents(tmp_path / "local")
    again = build(folder, tmp_path / "cluster", scheduler=cluster)
    assert (again.read, again.known) == (0, summary.read)


def test_workers_of_another_version_are_refused(cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # This side takes itself for a newer program than the one the workers run.
    monkeypatch.setattr(gongkai.corpus.engines, "program_version", lambda: "9.9.9+0123456789abcdef")
    with pytest.raises(CorpusError, match=r"请装成同一版本"):
        build(fill(tmp_path / "in", [1]), tmp_path / "out", scheduler=cluster)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense://x"])
def test_nobody_there(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gongkai.corpus.engines, "_PATIENCE", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(CorpusError, match="连不上集群"):
        build(fill(tmp_path / "in", [1]), tmp_path / "out", scheduler=address.format(port=port))


def test_a_cluster_that_goes_away(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", range(1500)), tmp_path / "out"
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as short:

        def close() -> None:
            while len(list(out.glob("parts/*.parquet"))) < 2:
                sleep(0.01)
            short.close()

        closer = Thread(target=close)
        closer.start()
        with pytest.raises(CorpusError, match="断了联系"):
            build(folder, out, scheduler=short.scheduler_address)
        closer.join()
    summary = build(folder, out)
    assert summary.known >= 64
    assert summary.known + summary.read == 1500


def test_a_cluster_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gongkai.corpus.engines, "_PATIENCE", 2)
    with (
        LocalCluster(n_workers=0, processes=True, dashboard_address=":0") as empty,
        pytest.raises(CorpusError, match="没有工作进程"),
    ):
        build(fill(tmp_path / "in", [1]), tmp_path / "out", scheduler=empty.scheduler_address)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CorpusError, match="没有安装集群组件"):
        build(fill(tmp_path / "in", [1]), tmp_path / "out", scheduler="tcp://127.0.0.1:1")
