"""A large file of a case, made while its starter does something else."""

from __future__ import annotations

from tempfile import TemporaryFile

from django_tasks import task

from gongkai_web.info_requests.archive.contents import contents
from gongkai_web.info_requests.archive.printed import write_pdf
from gongkai_web.info_requests.archive.zipped import write_zip
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.staff.actions import AlreadyDone, carry_on

__all__ = ["export_case"]


@task()
def export_case(work_id: str, request_id: int, form: str) -> None:
    """Writes the file that somebody asked for, ``zip`` or ``pdf``."""
    try:
        with carry_on(work_id) as progress, TemporaryFile() as file:
            case = contents(InfoRequest.objects.select_related("agency").get(pk=request_id))
            write = write_zip if form == "zip" else write_pdf
            problems = write(case, file, told=progress.at)
            file.seek(0)
            said = f"共{len(case.entries)}个文件。" + (f"与登记不符：{'；'.join(problems)}" if problems else "")
            progress.result(said, file=file, file_name=f"案卷-{case.number}.{form}")
    except AlreadyDone:
        return
