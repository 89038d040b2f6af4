"""What a run did, for the person who started it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Summary"]


@dataclass(frozen=True, slots=True)
class Summary:
    """Files of a run: ``read`` now, ``known`` from earlier runs, ``repeated`` content of another file, ``failed``.

    The four add up to ``files``. ``errors``, ``warnings`` and ``notices`` are the findings on all of them,
    ``passed_over`` the files whose ending no reader knows.
    """

    read: int
    known: int
    repeated: int
    failed: int
    errors: int
    warnings: int
    notices: int
    passed_over: int = 0

    @property
    def files(self) -> int:
        """All files of the run."""
        return self.read + self.known + self.repeated + self.failed

    def sentence(self) -> str:
        """The summary in one line of Chinese."""
        done = [f"本次读取{self.read}份"]
        if self.known:
            done.append(f"以前已读、跳过{self.known}份")
        if self.repeated:
            done.append(f"内容与别的文件相同{self.repeated}份")
        done.append(f"读不了{self.failed}份")
        found = f"发现错误{self.errors}条、疑错{self.warnings}条、提示{self.notices}条"
        other = f"；另有{self.passed_over}个其他类型的文件未读" if self.passed_over else ""
        return f"共{self.files}个文件：{'，'.join(done)}；{found}{other}。"
