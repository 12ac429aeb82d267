"""Tables of declarations: what a subject says of itself, its proofs, its consents to show it."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Bytea,
    Date,
    ForeignKey,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.subjects.tables import Subject


class SelfDeclaration(Table, tablename="self_declaration"):
    """One thing that a subject declares of itself (自主填报), under a form of `forms.toml`.

    `content`: field code → text, in the form's order. `statement` is the platform's signature of
    the truth commitment: who (hashed), for which subject, over which texts, when.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    form = Varchar(length=20, default=None)
    form_version = SmallInt(default=1)
    title = Varchar(length=200, default=None)
    content = JSONB(default="{}")
    valid_until = Date(null=True, default=None)
    state = Varchar(length=10, default="declared")
    truth_version = Varchar(length=20, default=None)
    text_hash = Bytea(default=None)
    statement = Text(default=None)
    declared_by = Varchar(length=64, default=None)
    declared_at = Timestamptz(default=TimestamptzNow())
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    reason = Text(default="")
    reminded_on = Date(null=True, default=None)

    ck_self_declaration_state = Check(
        "state IN ('declared', 'verified', 'refused', 'expired', 'withdrawn')"
    )
    ck_self_declaration_hash = Check("octet_length(text_hash) = 32 AND statement <> ''")
    ck_self_declaration_decided = Check(
        "(decided_by = '') = (decided_at IS NULL)"
        " AND (state NOT IN ('verified', 'refused') OR (decided_by <> '' AND reason <> ''))"
    )
    ck_self_declaration_second_person = Check("decided_by <> declared_by")


class DeclarationPhoto(Table, tablename="declaration_photo"):
    """A photo handed in as proof, made anew and sealed; never public."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    declaration_id = ForeignKey(
        SelfDeclaration, default=None, null=False, on_delete=OnDelete.cascade
    )
    place = SmallInt(default=None)
    photo = Bytea(default=None)

    uq_declaration_photo_declaration_id_place = Unique(["declaration_id", "place"])


class DeclarationConsent(Table, tablename="declaration_consent"):
    """That an owner agreed to show one declaration in public, to which text, until when."""

    id = BigSerial(primary_key=True)
    declaration_id = ForeignKey(
        SelfDeclaration, default=None, null=False, on_delete=OnDelete.cascade
    )
    given_by = Varchar(length=64, default=None)
    text_version = Varchar(length=20, default=None)
    text_hash = Bytea(default=None)
    given_at = Timestamptz(default=TimestamptzNow())
    withdrawn_at = Timestamptz(null=True, default=None)

    ck_declaration_consent_hash = Check("octet_length(text_hash) = 32")
