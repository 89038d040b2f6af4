"""Asking third parties, co-makers and other organs; their answers, silence, overruling (arts 32, 33, 34)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import parties
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.kinds import PaperKind, PartyKind, PartyOpinion
from gongkai_web.info_requests.models import InfoRequest, Party
from gongkai_web.info_requests.screens.forms import ActForm, CaseForm, DayField, StepForm, act_form, step_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.scans import ScansField
from gongkai_web.organisations.scope import Scope

__all__: list[str] = []

_AT_FIRST, _MORE = 3, 5
"""Parties that the form has room for, and for how many more its button makes room."""
_FIELDS = ("name", "contact", "address", "concerns")
_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_OBJECTIONS = (PartyOpinion.OBJECTS, PartyOpinion.PARTLY, PartyOpinion.OTHER)


def _of_round(case: Case) -> list[Party]:
    return [one for one in case.rows(Party) if one.asked_on is not None and one.round == case.row.round]


@part("parties", title="征求意见", order=40, template="info_requests/case/parties.html")
def parties_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Who was asked, and what came of it."""
    asked = [one for one in case.rows(Party) if one.asked_on is not None]
    if not asked:
        return None
    open_states = {rule.event for rule in case.open_steps}
    rows = [
        {
            "party": one,
            "waits": not one.opinion and one.round == case.row.round,
            "overdue": bool(one.answer_by and not one.opinion and one.answer_by < case.today),
            "may_override": _may_override(case, one),
            "may_answer": f"{one.kind}_answered" in open_states and not one.answered_on,
            "may_lapse": f"{one.kind}_lapsed" in open_states and not one.opinion,
            "may_tell": "third_party_told" in open_states and one.overridden and not one.told_on,
        }
        for one in asked
    ]
    return {"rows": rows, "may_deliver": bool(case.roles & _DELIVERS)}


_DELIVERS = frozenset({"handler", "disclosure_office", "disclosure_office_head", "registrar"})
_WEIGHS = frozenset({"handler", "disclosure_office", "disclosure_office_head"})


def _weighs(one: Party) -> bool:
    """Whether it is a third party that objects and was not overruled yet."""
    return one.kind == PartyKind.THIRD_PARTY and one.opinion in _OBJECTIONS and not one.overridden


def _may_override(case: Case, one: Party) -> bool:
    here = one.round == case.row.round and case.row.state in ("processing", "drafting")
    return _weighs(one) and here and bool(case.roles & _WEIGHS)


class _PartyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Party) -> str:  # type: ignore[override]
        """Its kind and name."""
        return f"{obj.get_kind_display()}：{obj.name}（{obj.asked_on}发函）"


class _OfParty(CaseForm):
    """A form about one of the parties that were asked."""

    party = _PartyField(label="被征求意见方", queryset=Party.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [one.pk for one in _of_round(self.case) if self.concerns(one)]
        self.fields["party"].queryset = Party.objects.filter(pk__in=found)
        if len(found) == 1:
            self.initial.setdefault("party", found[0])

    @classmethod
    def concerns(cls, party: Party) -> bool:
        """Whether a party may be chosen."""
        return True

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Nobody whom it could be about."""
        return "" if any(cls.concerns(one) for one in _of_round(case)) else f"没有可以“{cls.label}”的被征求意见方。"


class _Ask(StepForm):
    """A letter to several at once."""

    template = "info_requests/case/ask.html"
    kind: ClassVar[str] = PartyKind.THIRD_PARTY
    called: ClassVar[str] = "第三方"
    tries = True
    room = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most: int = settings.GONGKAI_PARTIES
        self.count = self._room()
        self.initial["room"] = self.count
        for number in range(1, self.count + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"{self.called}的名称或者姓名", max_length=120, required=number == 1
            )
            self.fields[f"contact_{number}"] = forms.CharField(label="联系方式", max_length=120, required=False)
            self.fields[f"address_{number}"] = forms.CharField(label="地址", max_length=200, required=False)
            self.fields[f"concerns_{number}"] = forms.CharField(
                label="拟公开的、涉及该方的内容", max_length=2000, required=number == 1,
                widget=forms.Textarea({"rows": 3}),
                help_text="写进发给该方的函件。不得写申请人的姓名、联系方式等信息。",
            )  # fmt: skip

    def _room(self) -> int:
        """For how many parties there are fields: for all that were typed, and for those that were asked for."""
        given = self.data if self.is_bound else self.initial
        asked = str(given.get("room") or "")
        typed = (name.rpartition("_") for name in given if given[name])
        numbers = [int(number) for name, _, number in typed if name in _FIELDS and _NUMBER.fullmatch(number)]
        wanted = max([_AT_FIRST, *numbers, int(asked) if _NUMBER.fullmatch(asked) else 0])
        return min(wanted, self.most)

    def again(self) -> CaseForm | None:
        """With room for more, what was typed as it was typed."""
        if "more" not in self.data:
            return None
        typed = {name: self.data[name] for name in self.data if name in self.fields}
        return type(self)(case=self.case, initial={**typed, "room": self.count + _MORE, "opens": self.count + 1})

    def groups(self) -> list[dict[str, Any]]:
        """The fields of each party; those after the first are folded while they are empty."""
        found = []
        opens = {1, self.initial.get("opens")}
        for number in range(1, self.count + 1):
            fields = [self[f"{name}_{number}"] for name in _FIELDS]
            wanted = number in opens or any(one.value() or one.errors for one in fields)
            found.append({"number": number, "fields": fields, "open": wanted})
        return found

    def more(self) -> int:
        """How many more the form can make room for at a click; 0 at the limit."""
        return min(_MORE, self.most - self.count)

    def rest(self) -> list[Any]:
        """The fields before and after the parties."""
        return [self["on"], self["note"]]

    def clean(self) -> dict[str, Any]:
        """A name needs its matter, and the other way round."""
        data = super().clean() or self.cleaned_data
        data["asked"], data["numbers"] = [], []
        if any(self.data.get(f"{name}_{self.most + 1}") for name in _FIELDS):
            self.add_error(None, f"一次最多征求{self.most}方的意见，其余的请再办理一次。")
        for number in range(1, self.count + 1):
            name, contact, address, concerns = (str(data.get(f"{one}_{number}") or "") for one in _FIELDS)
            if not (name or contact or address or concerns):
                continue
            if not name or not concerns:
                missing = f"name_{number}" if not name else f"concerns_{number}"
                if missing not in self.errors:
                    self.add_error(missing, "请填写。")
                continue
            data["asked"].append(parties.Asked(name, concerns, contact, address))
            data["numbers"].append(number)
        return data

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Asks them."""
        try:
            return parties.ask(
                row, self.kind, data["asked"], on=data["on"], by=by, roles=roles, note=data["note"], token=token
            )
        except ValidationError as refusal:
            if not hasattr(refusal, "error_dict"):
                raise
            raise ValidationError(self._numbered(refusal.error_dict, data["numbers"])) from None

    def _numbered(self, errors: dict[str, Any], numbers: list[int]) -> dict[str, Any]:
        """What is wrong with the second of those that were filled in, as of the fields in which it stands."""
        found: dict[str, Any] = {}
        for name, wrong in errors.items():
            head, _, place = name.rpartition("_")
            field = f"{head}_{numbers[int(place) - 1]}" if head in _FIELDS and place.isdecimal() else name
            found[field if field in self.fields else NON_FIELD_ERRORS] = wrong
        return found

    def told(self, result: Any) -> str:
        """How many."""
        return f"已登记征求{len(result)}方意见。请登记各方收到函件的日期，并将征求意见所需时间告知申请人。"


@step_form("third_party_asked")
class ThirdPartyAsked(_Ask):
    """Arts 15, 32."""

    lead = (
        "依申请公开的政府信息公开会损害第三方合法权益的，应当书面征求第三方的意见。第三方应当自收到征求意见书之日起"
        "15个工作日内提出意见；征求意见所需时间不计算在答复期限内（条例第三十二条、第三十三条）。"
    )


@step_form("co_maker_asked")
class CoMakerAsked(_Ask):
    """Art. 34."""

    kind, called = PartyKind.CO_MAKER, "共同制作机关"
    lead = (
        "多个行政机关共同制作的政府信息，牵头制作的行政机关可以征求相关机关的意见，被征求意见机关应当自收到之日起"
        "15个工作日内提出意见，逾期未提出的视为同意公开（条例第三十四条）。"
    )


@step_form("opinion_asked")
class OpinionAsked(_Ask):
    """Arts 11, 33."""

    kind, called = PartyKind.OPINION, "其他机关"
    lead = (
        "公开涉及其他机关的，与其协商、确认。征求其他机关意见所需时间不计算在答复期限内（条例第十一条、第三十三条）。"
    )


class _Answer(_OfParty, StepForm):
    """What a party said."""

    kind: ClassVar[str] = PartyKind.THIRD_PARTY
    tries = True
    opinion = forms.ChoiceField(
        label="意见", choices=[one for one in PartyOpinion.choices if one[0] != PartyOpinion.SILENT],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label="意见和理由", max_length=5000, required=False, widget=forms.Textarea({"rows": 5}),
        help_text="不同意公开或者同意部分公开的，写明其理由。",
    )  # fmt: skip
    papers = ScansField(label="书面意见", required=False, help_text="扫描件或者电子文件，可以选择多个。")

    @classmethod
    def concerns(cls, party: Party) -> bool:
        """Those who have not answered."""
        return party.kind == cls.kind and party.answered_on is None

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it, with its papers."""
        done = parties.answered(
            row, data["party"], on=data["on"], opinion=data["opinion"], answer=data["answer"], by=by, roles=roles,
            note=data["note"], token=token,
        )  # fmt: skip
        for one in data["papers"]:
            keep_paper(row, one, kind=PaperKind.OPINION, title=f"{done}的意见", by=by)
        return done


@step_form("third_party_answered")
class ThirdPartyAnswered(_Answer):
    """Art. 32."""

    lead = (
        "登记第三方的书面意见。第三方不同意公开且有合理理由的，不予公开；行政机关认为不公开可能对公共利益造成重大影响的，"
        "可以决定公开，并将决定公开的内容和理由书面告知第三方（条例第三十二条）。"
    )


@step_form("co_maker_answered")
class CoMakerAnswered(_Answer):
    """Art. 34."""

    kind = PartyKind.CO_MAKER
    lead = "登记共同制作机关的意见（条例第三十四条）。"


@step_form("opinion_answered")
class OpinionAnswered(_Answer):
    """Art. 33."""

    kind = PartyKind.OPINION
    lead = "登记其他机关的意见（条例第三十三条）。"


class _Lapse(_OfParty, StepForm):
    """Silence."""

    kind: ClassVar[str] = PartyKind.THIRD_PARTY

    @classmethod
    def concerns(cls, party: Party) -> bool:
        """Those who are silent."""
        return party.kind == cls.kind and not party.opinion

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Holds it against the law's days."""
        return parties.lapsed(
            row, data["party"], on=data["on"], by=by, roles=roles, note=data["note"], token=token
        )  # fmt: skip


@step_form("third_party_lapsed")
class ThirdPartyLapsed(_Lapse):
    """Art. 32."""

    lead = "第三方自收到征求意见书之日起15个工作日内没有提出意见的，由行政机关依法决定是否公开（条例第三十二条）。"


@step_form("co_maker_lapsed")
class CoMakerLapsed(_Lapse):
    """Art. 34."""

    kind = PartyKind.CO_MAKER
    lead = "共同制作机关自收到征求意见函之日起15个工作日内没有提出意见的，视为同意公开（条例第三十四条）。"


@step_form("third_party_told")
class ThirdPartyTold(_OfParty, StepForm):
    """Art. 32."""

    lead = "公开以前，将决定公开的政府信息内容和理由书面告知不同意公开的第三方（条例第三十二条）。"

    @classmethod
    def concerns(cls, party: Party) -> bool:
        """Those overruled."""
        return party.overridden and party.told_on is None

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Tells it."""
        return parties.tell(row, data["party"], on=data["on"], by=by, roles=roles, note=data["note"], token=token)


@act_form(
    "party_delivered",
    label="登记对方收到函件",
    roles=_DELIVERS,
    states={"correction_sent", "processing", "reasons_asked", "fee_noticed", "drafting", "approving", "signed"},
    clause="REG2019/32",
)
class PartyDelivered(_OfParty, ActForm):
    """From that day the fifteen working days run."""

    lead = "第三方、共同制作机关提出意见的15个工作日，自其收到征求意见的函件之日起计算。"
    delivered_on = DayField(label="收到日期")

    @classmethod
    def concerns(cls, party: Party) -> bool:
        """Those who have not answered."""
        return not party.opinion

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps the day."""
        return parties.delivered(row, data["party"], on=data["delivered_on"], by=by, roles=roles)


@act_form(
    "override",
    label="不予采纳第三方意见",
    roles=_WEIGHS,
    states={"processing", "drafting"},
    clause="REG2019/32",
)
class Override(_OfParty, ActForm):
    """The public interest weighs more."""

    lead = (
        "第三方不同意公开，但行政机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并应当书面告知第三方。"
    )
    reason = forms.CharField(
        label="不予采纳的理由", max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text="写明不公开会对公共利益造成怎样的重大影响；这段文字会告知第三方。",
    )  # fmt: skip

    @classmethod
    def concerns(cls, party: Party) -> bool:
        """Those who object."""
        return _weighs(party)

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Overrules it."""
        return parties.override(row, data["party"], reason=data["reason"], by=by, roles=roles)

    def told(self, result: Any) -> str:
        """What must follow."""
        return "已记录。公开以前，请书面告知该第三方（“告知第三方决定公开”）。"
