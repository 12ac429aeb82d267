"""What goes in and out of the API of citizen passes. Nothing in it grades a person."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.codes.core.faults import Reason
from credit.codes.passes.purposes import PassPurpose, VerifierKind
from credit.codes.passes.request import MAX_LENGTH
from credit.kit.model import LINE, Model, Out


class ChangeSettings(Model):
    """What verifiers may see, and whether passes are paused."""

    show_name: bool
    show_courtesy: bool
    paused: bool


class RegisterDevice(Model):
    """A phone's P-256 key as base64url of 0x04 ‖ x ‖ y, and a name that the citizen knows it by."""

    public_key: Annotated[str, Meta(min_length=87, max_length=87)]
    label: Annotated[str, Meta(max_length=40, pattern=LINE)] = ""


class RequestPasses(Model):
    """A compact JWS (ES256, typ xyqh-pass-request+jwt) by the phone's key."""

    request: Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)]


class CheckPass(Model):
    """The digits after `/v#` of a pass, and what it is verified for.

    `uscc`: the shop that a merchant acts for; may be left out when there is only one.
    """

    digits: Annotated[str, Meta(min_length=1, max_length=1000)]
    purpose: PassPurpose
    note: Annotated[str, Meta(max_length=100, pattern=LINE)] = ""
    uscc: Annotated[str | None, Meta(description="商户账号关联多家店时，说明是哪家店在核验")] = None


class RegisterClient(Model):
    """An app of an office that will verify through the API, and what it may do."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=LINE)]
    agency: Annotated[str, Meta(min_length=1, max_length=100, pattern=LINE)]
    purposes: Annotated[list[PassPurpose], Meta(min_length=1, max_length=10)]
    quota_minute: Annotated[int, Meta(ge=1, le=6000)] = 60
    quota_day: Annotated[int, Meta(ge=1, le=1_000_000)] = 5000
    months: Annotated[int, Meta(ge=1, le=24)] = 12


class CourtesyView(Out, frozen=True):
    """A positive fact that opens courtesy perks (守信礼遇); `valid_until` null: without end."""

    title: str
    agency: str
    valid_until: date | None


class DeviceView(Out, frozen=True):
    """A phone that may ask for passes. `issued_through`: it holds passes until then, or none."""

    id: str
    label: str
    created_at: datetime
    issued_through: datetime | None


class SettingsView(Out, frozen=True):
    """The caller's passes. `masked_name` is what would be shown; null when it cannot be masked.

    `consent_version` is that of the present text; `origin` stands before `/v#` in the code.
    """

    opted_in: bool
    paused: bool
    show_name: bool
    show_courtesy: bool
    masked_name: str | None
    courtesy: list[CourtesyView]
    devices: list[DeviceView]
    consent_version: str
    origin: str
    demo: Annotated[bool, Meta(description="true: 示例数据，虚构的人")]


class DeviceLink(Out, frozen=True):
    """The id under which a phone asks for passes."""

    id: str


class PassView(Out, frozen=True):
    """One signed pass without its proof: `iat` in Unix seconds, token as base64url."""

    iat: int
    token: str


class PassBatch(Out, frozen=True):
    """The passes asked for, in order."""

    passes: list[PassView]


class PassCheckView(Out, frozen=True):
    """The answer to a look-up: genuine or not and why, courtesy, the masked name if turned on."""

    verdict: Literal["valid", "invalid"]
    reason: Reason | None
    title: str
    message: str
    courtesy: bool
    masked_name: str | None
    checked_at: datetime
    demo: bool


class LookupView(Out, frozen=True):
    """Somebody verified the caller's pass. `outcome`: valid, or the reason of the refusal."""

    id: str
    at: datetime
    verifier: str
    verifier_kind: VerifierKind
    agency: str
    purpose: str
    purpose_name: str
    note: str
    outcome: str
    showed_courtesy: bool
    showed_name: bool


class LookupPage(Out, frozen=True):
    """Look-ups, newest first; `next` goes into `before` for the page after, null at the end."""

    items: list[LookupView]
    next: str | None


class ClientView(Out, frozen=True):
    """A registered verifier client, without its key."""

    id: str
    name: str
    agency: str
    purposes: list[PassPurpose]
    quota_minute: int
    quota_day: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewClientView(ClientView, frozen=True):
    """A client just registered: the only answer that ever holds its key."""

    key: str


class ClientList(Out, frozen=True):
    """All clients, newest first, at most 200."""

    items: list[ClientView]
