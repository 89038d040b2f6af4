"""What happens to stored files. What touches bytes is done outside the transaction, what it means inside."""

from __future__ import annotations

import posixpath
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from gongkai.readers.errors import Unreadable
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files import scanning, store
from gongkai_web.files.cleaning import CannotClean, clean, is_sealed
from gongkai_web.files.digests import digests
from gongkai_web.files.inspection import inspect
from gongkai_web.files.models import StoredFile
from gongkai_web.files.states import SAFE, Access, CleaningState, ScanState
from gongkai_web.files.text import plain_text
from gongkai_web.organisations.models import Agency
from gongkai_web.search.actions import MAX_BODY

__all__ = [
    "break_seal",
    "clean_file",
    "keep_seal",
    "publish_file",
    "record_download",
    "rename_file",
    "scan_file",
    "upload_file",
    "withdraw_file",
]

_REMARK_SEAL = "公开的是带签章的原件，其中的文档属性等没有清理"


def _on(file: StoredFile) -> tuple[str, str, str]:
    return "file", file.public_id, file.title


def upload_file(content: File, *, agency: Agency, title: str = "", by: Actor) -> StoredFile:
    """Stores an upload, internal, and queues its scan and its cleaning.

    Raises ValidationError for a kind that is not taken, a name that does not agree, a file that is too large, encrypted
    or with macros, a mark of secrecy (which is logged without the content), and where it cannot be stored.
    """
    if content.size > settings.GONGKAI_UPLOAD_BYTES:
        raise ValidationError(f"文件超过{settings.GONGKAI_UPLOAD_BYTES // 2**20}MB的上限，请压缩或拆分后上传。")
    name = posixpath.basename((content.name or "").replace("\\", "/"))
    content.name = name
    try:
        kind = inspect(content)
    except ValidationError as error:
        if getattr(error, "code", "") == "secret":
            record(
                "file.refuse",
                by=by,
                on=("agency", agency.code, agency.name),
                after={"原因": "有国家秘密标志"},
                success=False,
            )
        raise
    sha256, sm3, size = digests(content.chunks())
    file = StoredFile(
        agency=agency,
        title=(title.strip() or name.rpartition(".")[0])[:200],
        original_name=name[:255],
        kind=kind.id,
        size=size,
        sha256=sha256,
        sm3=sm3,
        uploaded_by=by.account,
        uploaded_by_name=by.name,
        remarks=[
            f"内容与{same.uploaded_at:%Y-%m-%d}上传的《{same.title}》相同"
            for same in StoredFile.objects.filter(agency=agency, sha256=sha256)[:1]
        ],
    )
    file.original = store.put(content)
    try:
        _save_new(file, by=by)
    except BaseException:
        store.discard(file.original.name)
        raise
    return file


@transaction.atomic
def _save_new(file: StoredFile, *, by: Actor) -> None:
    from gongkai_web.files.tasks import process_file

    file.full_clean()
    file.save()
    said = {
        "机关": file.agency.name,
        "类型": file.spec.label,
        "大小": file.size,
        "SHA-256": file.sha256,
        "SM3": file.sm3,
    }
    record("file.upload", by=by, on=_on(file), after=said)
    transaction.on_commit(partial(process_file.enqueue, file.pk))


def scan_file(file_id: int, *, by: Actor) -> StoredFile:
    """Has a file scanned and keeps the verdict; an infected one is no longer public. Safe to run again at any time."""
    file = StoredFile.objects.get(pk=file_id)
    with file.original.open("rb") as content:
        verdict = scanning.scan(content)
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(pk=file_id)
        before = file.scan_state
        if before == ScanState.INFECTED and verdict.state not in (ScanState.CLEAN, ScanState.INFECTED):
            return file  # what was found stays found until a scanner says otherwise
        if file.is_public and verdict.state not in SAFE:
            if verdict.state is ScanState.FAILED and before in SAFE:
                return file  # clamd is away for a moment; the next run tells
            file.access = Access.INTERNAL
            file.withdrawn_at = timezone.now()
            file.withdrawn_reason = "查毒发现病毒，自动撤下"
        file.scan_state, file.scan_finding, file.scan_engine = verdict.state, verdict.finding, verdict.engine
        file.scanned_at = timezone.now()
        file.save()
        if before != verdict.state:
            after = {"查毒": file.get_scan_state_display(), "结果": file.scan_finding, "引擎": file.scan_engine}
            record("file.scan", by=by, on=_on(file), before={"查毒": ScanState(before).label}, after=after)
            if verdict.state is ScanState.INFECTED:
                _tell_infected(file, by=by)
    return file


def _tell_infected(file: StoredFile, *, by: Actor) -> None:
    from gongkai_web.files.messages import tell_infected

    tell_infected(file, by=by)


def clean_file(file_id: int, *, by: Actor, even_sealed: bool = False) -> StoredFile:
    """Makes the cleaned copy of a scanned file, or says why there is none. A file that is done is left as it is."""
    file = StoredFile.objects.get(pk=file_id)
    open_states = (CleaningState.WAITING, CleaningState.FAILED, *((CleaningState.SEALED,) if even_sealed else ()))
    if not file.is_safe or file.cleaning_state not in open_states:
        return file
    state, removed, remarks, copy, name = CleaningState.DONE, [], [], b"", ""
    if not file.spec.cleaner:
        state = CleaningState.NOT_POSSIBLE
        remarks = [
            "这种旧格式不能清理，也不能公开。请另存为docx、xlsx或PDF，核对版式后重新上传；系统不代为转换，以免版式变动"
        ]
    else:
        data = store.read(file.original.name)
        try:
            if not even_sealed and is_sealed(file.kind, data):
                state = CleaningState.SEALED
                remarks = ["文件带有电子签章或数字签名，清理会使其失效。请决定：保留签章按原件公开，或者清理后公开"]
            else:
                result = clean(file.kind, data)
                copy, removed, remarks = result.data, list(result.removed), list(result.notices)
        except CannotClean as error:
            state, remarks = CleaningState.FAILED, [f"{error}。"]
    if copy:
        name = store.put(ContentFile(copy))
    try:
        with transaction.atomic():
            file = StoredFile.objects.select_for_update().get(pk=file_id)
            if file.cleaning_state not in open_states:
                store.discard(name) if name else None
                return file
            file.cleaning_state, file.removed = state, removed
            file.remarks = [*(text for text in file.remarks if text.startswith("内容与")), *remarks]
            if name:
                file.cleaned, file.cleaned_size = name, len(copy)
                file.cleaned_sha256 = digests((copy,))[0]
                file.text = _text(file.kind, copy)
            file.save()
            said = {"清理": file.get_cleaning_state_display(), "已清除": removed, "请核对": remarks}
            record("file.clean", by=by, on=_on(file), after=said)
    except BaseException:
        if name:
            store.discard(name)
        raise
    return file


def _text(kind: str, data: bytes) -> str:
    """What the search reads of a copy; "" where that fails: a file that cannot be searched is a file all the same."""
    try:
        return plain_text(kind, data, limit=MAX_BODY)
    except Unreadable:
        return ""


def keep_seal(file: StoredFile, *, by: Actor) -> StoredFile:
    """Decides that a sealed file goes out as it is: its copy is the original byte for byte. Raises ValidationError."""
    if file.cleaning_state != CleaningState.SEALED or not file.is_safe:
        raise ValidationError("只有带签章、查毒通过的文件才需要这一决定。")
    with file.original.open("rb") as content:
        text = _text(file.kind, content.read())
        name = store.put(content)
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(pk=file.pk)
        file.cleaned, file.cleaned_size, file.cleaned_sha256 = name, file.size, file.sha256
        file.cleaning_state, file.text = CleaningState.SEAL_KEPT, text
        file.remarks = [_REMARK_SEAL]
        file.save()
        record("file.keep_seal", by=by, on=_on(file))
    return file


def break_seal(file: StoredFile, *, by: Actor) -> StoredFile:
    """Decides that a sealed file is cleaned: the original keeps its seal, the copy has none. Raises ValidationError."""
    if file.cleaning_state != CleaningState.SEALED:
        raise ValidationError("只有带签章的文件才需要这一决定。")
    record("file.break_seal", by=by, on=_on(file))
    return clean_file(file.pk, by=by, even_sealed=True)


@transaction.atomic
def publish_file(file: StoredFile, *, by: Actor) -> StoredFile:
    """Gives the cleaned copy to everybody. Raises ValidationError, saying what is missing."""
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if file.is_public:
        return file
    if not file.is_safe:
        raise ValidationError(f"《{file.title}》不能公开：{file.get_scan_state_display()}。")
    if not file.cleaned:
        raise ValidationError(f"《{file.title}》不能公开：{file.get_cleaning_state_display()}。")
    file.access, file.published_at = Access.PUBLIC, timezone.now()
    file.withdrawn_at, file.withdrawn_reason = None, ""
    file.full_clean()
    file.save()
    record("file.publish", by=by, on=_on(file), after={"副本SHA-256": file.cleaned_sha256})
    return file


@transaction.atomic
def withdraw_file(file: StoredFile, *, reason: str, by: Actor) -> StoredFile:
    """Takes a public file back at once; row and bytes stay. Raises ValidationError."""
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if not file.is_public:
        raise ValidationError("文件没有公开，不需要撤下。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤下的原因。"})
    file.access, file.withdrawn_at, file.withdrawn_reason = Access.INTERNAL, timezone.now(), reason.strip()[:200]
    file.save()
    record("file.withdraw", by=by, on=_on(file), after={"原因": file.withdrawn_reason})
    return file


@transaction.atomic
def rename_file(file: StoredFile, *, title: str, by: Actor) -> StoredFile:
    """Gives it another title. Raises ValidationError."""
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    before, file.title = file.title, title.strip()
    if before == file.title:
        return file
    file.full_clean()
    file.save(update_fields=["title"])
    record("file.rename", by=by, on=_on(file), before={"标题": before}, after={"标题": file.title})
    return file


def record_download(file: StoredFile, *, by: Actor) -> None:
    """Logs that somebody took an original."""
    record("file.download_original", by=by, on=_on(file), after={"SHA-256": file.sha256})
