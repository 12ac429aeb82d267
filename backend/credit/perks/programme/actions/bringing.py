"""What a citizen brings along: which kinds of positive facts, birth date, area."""

from typing import Final

import msgspec

from credit.identity.consents.queries import has_consent
from credit.identity.consents.texts import find_text
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem
from credit.perks.programme.facts import (
    PURPOSE,
    Profile,
    facts_of_person,
    open_profile,
    seal_profile,
)
from credit.perks.programme.rules.eligibility import FACT_WORDS
from credit.perks.programme.schemas import BringFacts, OwnFacts

_ACCOUNT: Final = "SELECT id FROM account WHERE public_id = $1"
_SAVE: Final = """
INSERT INTO perk_person (account_id, brings, profile_sealed, changed_at) VALUES ($1, $2, $3, now())
ON CONFLICT (account_id) DO UPDATE SET brings = excluded.brings,
  profile_sealed = excluded.profile_sealed, changed_at = excluded.changed_at
"""
_OWN: Final = """
SELECT a.id, p.brings, p.profile_sealed FROM account a
LEFT JOIN perk_person p ON p.account_id = a.id WHERE a.public_id = $1
"""


async def bring_facts(caller: Caller, given: BringFacts) -> OwnFacts:
    """Set what is brought; Problem consent-required, or invalid-input for a day to come."""
    if given.born_on and not 1900 <= given.born_on.year <= clock.today().year:
        raise Problem("invalid-input", errors=[("bornOn", "请填写真实的出生日期")])
    if not await has_consent(caller.id, PURPOSE):
        raise Problem("consent-required", detail="带来条件之前，请先阅读并同意单独同意书")
    async with transaction() as held:
        account = await held.fetchval(_ACCOUNT, read_public_id(caller.id))
        profile = Profile(given.born_on, given.division)
        sealed = None if profile == Profile() else seal_profile(account, profile)
        brings = msgspec.json.encode(sorted(set(given.brings))).decode()
        await held.execute(_SAVE, account, brings, sealed)
    return await read_own_facts(caller)


async def read_own_facts(caller: Caller) -> OwnFacts:
    """What the caller brings, also before agreeing to anything."""
    async with connection() as held:
        row = await held.fetchrow(_OWN, read_public_id(caller.id))
    if row is None:
        raise Problem("unauthenticated")
    today = clock.today()
    profile = open_profile(row["id"], row["profile_sealed"])
    facts = (await facts_of_person(caller.id, today)).facts
    text = find_text(PURPOSE, today)
    return OwnFacts(
        consented=await has_consent(caller.id, PURPOSE),
        consent_version=text.version if text else "",
        brings=msgspec.json.decode(row["brings"] or "[]"),
        born_on=profile.born_on,
        division=profile.division,
        facts=[f"{FACT_WORDS[f.kind][0]} {f.amount} {FACT_WORDS[f.kind][1]}" for f in facts],
    )
