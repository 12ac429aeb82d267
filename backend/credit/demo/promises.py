"""The promises that the fictitious merchants signed; they agree with the facts about them."""

import random
from datetime import date, timedelta

from credit.commitments.actions.entering import PaperPromise
from credit.commitments.rules import Performance
from credit.commitments.templates import load_templates
from credit.demo.model import Fact, Merchant
from credit.demo.words import SEED, TEMPLATES, pledges_of
from credit.demo.writer import BREACH, OUTCOMES

SIGNING_SHARES = {"A": 1.0, "B": 0.92, "C": 0.8, "D": 0.5, "N": 0.35}
YEAR = 360
_PERFORMANCES = {text: Performance(name) for name, text in OUTCOMES.items()}


def make_promises(merchants: list[Merchant], facts: list[Fact], today: date) -> list[PaperPromise]:
    """One running promise per merchant and template at most, most merchants having some."""
    rng = random.Random(f"{SEED}/promises")
    assessed: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == "commitments" and fact.merchant:
            assessed.setdefault(fact.merchant.uscc, []).append(fact)
    promises: list[PaperPromise] = []
    for merchant in merchants:
        if merchant.showcase or rng.random() < SIGNING_SHARES[merchant.profile]:
            own = assessed.get(merchant.uscc, [])
            promises += _promises_of(rng, merchant, own, today)
    return promises


def _promises_of(
    rng: random.Random, merchant: Merchant, facts: list[Fact], today: date
) -> list[PaperPromise]:
    latest = {fact.fields["matter"]: fact for fact in sorted(facts, key=lambda f: f.decided_on)}
    matters = list(latest)
    if not matters or (not merchant.showcase and rng.random() < 0.4):
        extra = rng.choice(pledges_of(merchant.trade))
        matters += [extra] if extra not in latest else []
    return [_promise(rng, merchant, matter, latest.get(matter), today) for matter in matters]


def _promise(
    rng: random.Random, merchant: Merchant, matter: str, fact: Fact | None, today: date
) -> PaperPromise:
    template = TEMPLATES[matter]
    first = load_templates()[template].version[0].start
    earliest = max(merchant.registered_on, first, today - timedelta(days=YEAR))
    if fact is None or fact.decided_on <= earliest:
        made_on = _day_between(rng, earliest, today)
        return PaperPromise(uscc=merchant.uscc, template=template, made_on=made_on)
    performance = _PERFORMANCES[fact.fields["performance"]]
    failed = performance is not Performance.KEPT
    return PaperPromise(
        uscc=merchant.uscc,
        template=template,
        made_on=_day_between(rng, earliest, fact.decided_on),
        performance=performance,
        determined_on=fact.decided_on,
        determined_by=fact.agency,
        determined_by_code=fact.agency_code,
        unfulfilled=BREACH["unmet"] if failed else "",
        liability_outcome=BREACH["liability"] if failed else "",
        legal_basis=fact.fields["legal_basis"] if failed else "",
    )


def _day_between(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
