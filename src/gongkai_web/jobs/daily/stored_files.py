"""Files and rows held against each other, and scans made again with newer signatures."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import scan_file
from gongkai_web.files.models import StoredFile
from gongkai_web.files.orphans import sweep
from gongkai_web.files.queries import missing, to_scan_again
from gongkai_web.files.states import ScanState
from gongkai_web.files.tasks import process_file
from gongkai_web.jobs.registry import Done, JobFailed, job


@job("daily", title="核对文件和复查病毒", at="02:30")
def stored_files(now: datetime) -> Done:
    """复查病毒（新装查毒、上次没有查成、查过七天以上的），核对文件与登记，清除中断的操作留下、一天以上没有登记的文件。"""
    ids = to_scan_again()
    for number in ids:
        if scan_file(number, by=Actor.system("病毒复查")).is_safe:
            process_file.enqueue(number)
    infected = StoredFile.objects.filter(scan_state=ScanState.INFECTED).count()
    lost, alone = missing(), sweep(by=Actor.system("核对文件"))
    said = f"复查{len(ids)}个文件，染毒锁定的共{infected}个。"
    if alone.gone:
        said += f"清除了{alone.gone}个没有登记的文件（上传、办理中断留下的）。"
    if alone.held_back:
        said += f"有{alone.held_back}个文件没有登记，多得不寻常，没有清除：请核对数据库是不是换回了旧的备份。"
    if lost:
        raise JobFailed(f"{said}有{len(lost)}个登记的文件在存储中找不到，请从备份恢复，首个编号{lost[0].public_id}。")
    if alone.held_back:
        raise JobFailed(said)
    return Done(len(ids), said)
