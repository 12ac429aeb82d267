"""What can be signed today: the templates in force, and a text filled and ready to be read."""

from credit.commitments.rules import TYPE_NAMES, CommitmentType
from credit.commitments.schemas import CommitmentDraft, ParameterView, TemplateView
from credit.commitments.templates import (
    Parameter,
    SignedText,
    Template,
    Version,
    load_templates,
)
from credit.kit import clock


def list_templates(*, english: bool = False) -> list[TemplateView]:
    """The templates in force today, with the blanks still open.

    A repair pledge is signed with an application for repair only, so it is not offered.
    """
    today = clock.today()
    return [
        _template_view(template, version, english=english)
        for template in load_templates().values()
        if (version := template.version_on(today))
        and template.type is not CommitmentType.REPAIR_PLEDGE
    ]


def list_offers(trade: str) -> list[TemplateView]:
    """Those that suit a trade."""
    known = load_templates()
    return [view for view in list_templates() if known[view.template].suits(trade)]


def draft_of(text: SignedText) -> CommitmentDraft:
    """A filled text as it is read before it is signed. Pure."""
    template = load_templates()[text.template]
    version = template.find_version(text.version)
    return CommitmentDraft(
        template=text.template,
        version=text.version,
        name=template.name,
        type_name=TYPE_NAMES[text.type][0],
        matter=text.matter,
        plain_text=text.plain,
        content=text.content,
        liability=text.liability,
        legal_basis=list(version.legal_basis if version else ()),
        made_on=text.made_on,
        valid_until=text.valid_until,
        notice_days=version.notice_days if version else 0,
        kept=version.kept if version else "",
        text_sha256=text.sha256.hex(),
    )


def _template_view(template: Template, version: Version, *, english: bool) -> TemplateView:
    return TemplateView(
        template=template.id,
        version=version.version,
        name=template.name_en if english else template.name,
        matter=version.matter,
        plain_text=version.plain_en if english else version.plain,
        content=version.content,
        liability=version.liability,
        legal_basis=list(version.legal_basis),
        months=version.months,
        parameters=[_parameter_view(p, english=english) for p in version.parameter],
        trades=list(template.trades),
        notice_days=version.notice_days,
        kept=version.kept_en if english else version.kept,
    )


def _parameter_view(parameter: Parameter, *, english: bool) -> ParameterView:
    return ParameterView(
        name=parameter.name,
        kind=parameter.kind,
        label=parameter.label_en if english else parameter.label,
        low=parameter.low,
        high=parameter.high,
        default=parameter.default,
    )
