"""What comes in."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, TEXT, Model
from credit.kit.photos import BODY_ALLOWANCE

Line = Annotated[str, Meta(max_length=100, pattern=LINE)]
Basis = Annotated[str, Meta(max_length=500, pattern=TEXT)]
Reason = Annotated[str, Meta(max_length=1000, pattern=TEXT)]
RequiredReason = Annotated[str, Meta(min_length=2, max_length=1000, pattern=TEXT)]
DeskFilter = Literal["open", "forwarded", "accepted", "checked", "supplement", "overdue", "done"]


class StartRepair(Model):
    """Which fact, by the public id of its record."""

    record: Annotated[str, Meta(max_length=40)]


class AddMaterial(Model):
    """One photo or PDF, in base64."""

    data: Annotated[bytes, Meta(max_length=BODY_ALLOWANCE)]
    name: Line = ""


class SubmitRepair(Model):
    """What was put right, in the merchant's words; `pledge` signs the repair pledge."""

    statement: Annotated[str, Meta(min_length=5, max_length=2000, pattern=TEXT)]
    pledge: bool


class HandleRepair(Model):
    """受理, 补正 or 不予受理; the latter two say why, 不予受理 also on which basis."""

    outcome: Literal["accept", "supplement", "reject"]
    reason: Reason = ""
    legal_basis: Basis = ""


class CheckRepair(Model):
    """核查: what was found about the obligations."""

    finding: RequiredReason


class DecideRepair(Model):
    """同意 or 不同意; a refusal has a reason and a legal basis."""

    approve: bool
    reason: Reason = ""
    legal_basis: Basis = ""


class ExtendRepair(Model):
    """Why the case is complex."""

    reason: RequiredReason


class BrokenPledge(Model):
    """What of the repair pledge was not kept, and the basis of the consequence."""

    reason: RequiredReason
    legal_basis: Annotated[str, Meta(min_length=2, max_length=500, pattern=TEXT)]


class FalseMaterials(BrokenPledge):
    """What is false, on which basis, and the last day of the bar."""

    barred_until: date
