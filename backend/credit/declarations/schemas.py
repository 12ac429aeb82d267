"""What goes in and out of declarations."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, field

from credit.declarations.forms import FormCode
from credit.declarations.rules import DeclarationState
from credit.kit.model import LINE, TEXT, Model, Out

MAX_PHOTOS = 3
Code = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=200, pattern=LINE)]


class DeclareFact(Model, kw_only=True):
    """What a subject declares; `truth_version` is the truth commitment that was read and signed.

    `photos` are proofs in base64, at most three.
    """

    form: FormCode
    fields: Annotated[dict[Code, Line], Meta(max_length=20)]
    truth_version: Annotated[str, Meta(max_length=20)]
    photos: Annotated[list[bytes], Meta(max_length=MAX_PHOTOS)] = field(default_factory=list)


class ShowDeclaration(Model):
    """Consent to show one declaration, to the text that was read."""

    text_version: Annotated[str, Meta(max_length=20)]


class DecideDeclaration(Model):
    """Verified against the proofs, or not; the subject reads the reason."""

    verified: bool
    reason: Annotated[str, Meta(min_length=2, max_length=1000, pattern=TEXT)]


class FormFieldView(Out, frozen=True, kw_only=True):
    """One thing to fill in."""

    code: str
    name: str
    format: str
    required: bool
    max: int
    choices: list[str]
    example: str


class FormView(Out, frozen=True, kw_only=True):
    """A form."""

    code: str
    name: str
    about: str
    fields: list[FormFieldView]


class SignedWords(Out, frozen=True, kw_only=True):
    """A text to sign or consent to, with its SHA-256."""

    version: str
    points: list[str]
    hash: str


class DeclarationForms(Out, frozen=True, kw_only=True):
    """The forms of today, the truth commitment, and the consent to publication."""

    items: list[FormView]
    truth: SignedWords
    publication: SignedWords


class DeclaredField(Out, frozen=True):
    """One thing that was filled in."""

    name: str
    value: str


class PublicDeclaration(Out, frozen=True, kw_only=True):
    """A declaration as everybody sees it. `mark` always says that it is self-declared."""

    id: str
    form_name: str
    title: str
    mark: str
    verified: bool
    fields: list[DeclaredField]
    declared_on: date
    valid_until: date | None


class PublicDeclarations(Out, frozen=True):
    """What a subject shows of its declarations."""

    items: list[PublicDeclaration]


class DeclarationCard(Out, frozen=True, kw_only=True):
    """A declaration in a list of its owners or of the desk."""

    id: str
    uscc: str
    subject_name: str
    demo: bool
    form: str
    form_name: str
    title: str
    state: DeclarationState
    state_name: str
    public: bool
    declared_at: datetime
    valid_until: date | None


class DeclarationView(DeclarationCard, frozen=True, kw_only=True):
    """A declaration with all that its owners and the officers may read."""

    fields: list[DeclaredField]
    photos: list[str]
    reason: str
    decided_at: datetime | None
    truth: list[str]
    text_hash: str
    consented_at: datetime | None
    may_withdraw: bool
    may_show: bool
    may_decide: bool


class DeclarationPage(Out, frozen=True, kw_only=True):
    """Declarations; `next` continues after the last one."""

    items: list[DeclarationCard]
    next: str | None
