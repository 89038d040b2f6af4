"""The tables of requests."""

from __future__ import annotations

from gongkai_web.info_requests.models.absences import Absence
from gongkai_web.info_requests.models.closing import ClosedFile
from gongkai_web.info_requests.models.decisions import Decision, Withheld
from gongkai_web.info_requests.models.desks import Desk, LetterTemplate, Sequence
from gongkai_web.info_requests.models.extensions import ExtensionProposal
from gongkai_web.info_requests.models.fees import FeeNotice, FeeRefund
from gongkai_web.info_requests.models.intake import Application, MailItem, Matter, Reminder
from gongkai_web.info_requests.models.ledgers import LedgerImport, LedgerState
from gongkai_web.info_requests.models.letters import Letter
from gongkai_web.info_requests.models.mailboxes import ALARM_AFTER, HELD, Mailbox, Security
from gongkai_web.info_requests.models.oversight import Order
from gongkai_web.info_requests.models.papers import Paper
from gongkai_web.info_requests.models.parties import Party
from gongkai_web.info_requests.models.proposals import Proposal
from gongkai_web.info_requests.models.redaction import Redaction, RedactionState
from gongkai_web.info_requests.models.rederiving import DueChange, Rederivation
from gongkai_web.info_requests.models.requests import InfoRequest, InfoRequestQuerySet
from gongkai_web.info_requests.models.steps import Step
from gongkai_web.info_requests.models.work import Meeting, Opinion, SearchRecord

__all__ = [
    "ALARM_AFTER",
    "HELD",
    "Absence",
    "Application",
    "ClosedFile",
    "Decision",
    "Desk",
    "DueChange",
    "ExtensionProposal",
    "FeeNotice",
    "FeeRefund",
    "InfoRequest",
    "InfoRequestQuerySet",
    "LedgerImport",
    "LedgerState",
    "Letter",
    "LetterTemplate",
    "MailItem",
    "Mailbox",
    "Matter",
    "Meeting",
    "Opinion",
    "Order",
    "Paper",
    "Party",
    "Proposal",
    "Redaction",
    "RedactionState",
    "Rederivation",
    "Reminder",
    "SearchRecord",
    "Security",
    "Sequence",
    "Step",
    "Withheld",
]
