"""The cases of ``codes.json``: a text, a clock, what is held, and the verdict it must get."""

from typing import Any

from credit.codes.core.faults import REASON_OF, Doubt, Fault
from vectors import world as w
from vectors.world import NOW, PASS, SHOP, shop_code, shop_url, shown_pass, shown_url

LISTS = ("m3", w.PASS_LIST)
Case = dict[str, Any]


def case(name: str, text: str, fault: Fault | Doubt | None, **given: Any) -> Case:
    """``given``: now, bundle, lists, kind, claims, and ages that differ from the usual world."""
    now, bundle = given.get("now", NOW), given.get("bundle", "fresh")
    citizen = text.startswith(f"{w.ORIGIN}/v#")
    expect: Case = {
        "verdict": "valid" if fault is None else _verdict_of(fault),
        "reason": REASON_OF[fault] if isinstance(fault, Fault) else fault,
        "fault": fault,
        "kind": given.get("kind", "citizen" if citizen else "merchant"),
        "claims": given.get("claims"),
    }
    if fault is None:
        expect["stale"] = given.get("stale", False)
    lists = list(given.get("lists", LISTS))
    row = {"name": name, **padded("text", text), "now": now, "bundle": bundle, "lists": lists}
    return row | {"expect": expect}


def padded(field: str, text: str) -> Case:
    """A long run at the end is written as its length, so that the file stays readable."""
    unit = text[-2:] if field == "incoming" else text[-1:]
    core = text
    while unit and core.endswith(unit * 1000):
        core = core[: -1000 * len(unit)]
    if core == text:
        return {field: text}
    times = (len(text) - len(core)) // len(unit)
    return {field: core, "pad": {"with": unit, "times": times}}


def shop(name: str, fault: Fault | Doubt | None = None, **given: Any) -> Case:
    """A genuine merchant code; the claims are told because its signature holds."""
    claims, kid = given.pop("token", SHOP), given.pop("kid", w.MERCHANT)
    given.setdefault("claims", shop_json(claims))
    return case(name, shop_url(shop_code(claims, kid)), fault, **given)


def citizen(name: str, step: int, fault: Fault | Doubt | None = None, **given: Any) -> Case:
    """A genuine pass shown at a step."""
    claims = given.pop("token", PASS)
    given.setdefault("claims", pass_json(claims, step))
    return case(name, shown_url(shown_pass(step, claims)), fault, **given)


def shop_json(claims: Any) -> Case:
    names = ("shortName", "expires", "listNo", "listIndex", "grade", "demo")
    return dict(zip(names, claims, strict=True))


def pass_json(claims: Any, step: int) -> Case:
    return {
        "maskedName": claims.masked_name,
        "courtesy": claims.courtesy,
        "demo": claims.demo,
        "expires": claims.expires,
        "step": step,
    }


def believed() -> list[Case]:
    """What is valid, and the last second at which it is."""
    fresh, expires = w.BUNDLE.issued, SHOP.expires
    plain = SHOP._replace(short_name="店", grade="D", demo=False, list_index=0)
    last = SHOP._replace(list_index=(1 << 20) - 1, grade="B")
    mixed = SHOP._replace(short_name="A&B·ང་ཚོ", grade="C")
    return [
        shop("a shop"),
        shop("shortest name, worst grade", token=plain),
        shop("last place of the list", token=last),
        shop("latin, tibetan and a dot", token=mixed),
        case("bare digits are a shop's", _digits(), None, claims=shop_json(SHOP)),
        case("blanks around digits", f" {_digits()}\n", None, claims=shop_json(SHOP)),
        shop("bundle 72 h old to the second", now=fresh + 72 * w.HOUR, stale=True),
        shop("clock 5 min before the bundle", now=fresh - 300, lists=("m3_early",)),
        shop("last second of a code", token=SHOP._replace(expires=NOW + 1)),
        shop("90 days and 5 min", token=SHOP._replace(expires=NOW + 90 * w.DAY + 300)),
        shop("bundle 12 h old is fresh", now=fresh + 12 * w.HOUR),
        shop("bundle 12 h old and a second is stale", now=fresh + 12 * w.HOUR + 1, stale=True),
        shop("list 13 h old is stale", lists=("m3_aged",), stale=True),
        citizen("a pass", w.step_now()),
        citizen("a pass one step behind", w.step_now() - 1),
        citizen("a pass one step ahead", w.step_now() + 1),
        citizen("a pass with a name, no courtesy", w.step_now(), token=w.NAMED_PASS),
        citizen("first step, verifier 30 s behind", 0, now=w.ISSUED - 30),
        citizen("last step, verifier 29 s ahead", 29, now=PASS.expires + 29),
        shop("still good", now=expires - 50 * w.DAY, bundle="future", lists=("m3_future",)),
    ]


def doubted() -> list[Case]:
    """What cannot be told without a network: never invalid."""
    fresh = w.BUNDLE.issued
    step = w.step_now()
    typed = {"kind": "merchant", "claims": None}
    return [
        case("a typed code", "abcd-EFGH-r", Doubt.NEEDS_NETWORK, **typed),
        case("a typed code after the path", f"{w.ORIGIN}/v/ABCDEFGHR", Doubt.NEEDS_NETWORK),
        shop("no bundle", Doubt.NO_BUNDLE, bundle=None, claims=None),
        citizen("no bundle for a pass", step, Doubt.NO_BUNDLE, bundle=None, claims=None),
        shop("clock set back", Doubt.SUSPECT_CLOCK, now=fresh - 301, claims=None),
        shop("clock set forward", Doubt.STALE_BUNDLE, now=fresh + 72 * w.HOUR + 1, claims=None),
        shop("expired bundle", Doubt.STALE_BUNDLE, bundle="stale", claims=None),
        shop("expired code and expired bundle", Doubt.STALE_BUNDLE, now=SHOP.expires, claims=None),
        shop("a key newer than the bundle", Doubt.NEWER_KEY, kid=w.TOO_NEW, claims=None),
        shop("no list held", Doubt.NO_STATUS_LIST, lists=()),
        shop("another list held", Doubt.NO_STATUS_LIST, lists=(w.PASS_LIST,)),
        shop("list unknown to the bundle", Doubt.NO_STATUS_LIST, token=SHOP._replace(list_no=4)),
        shop("list by a key of another use", Doubt.NO_STATUS_LIST, lists=("m3_wrong_use",)),
        shop("list by a removed key", Doubt.NO_STATUS_LIST, bundle="without_list_key"),
        shop("list over for the bundle", Doubt.NO_STATUS_LIST, bundle="list_over"),
        shop("list 72 h old and a second", Doubt.STALE_STATUS_LIST, lists=("m3_stale",)),
        shop("list past its end", Doubt.STALE_STATUS_LIST, lists=("m3_ended",)),
        shop("list from the future", Doubt.SUSPECT_CLOCK, lists=("m3_future",)),
        _in_set("superseded by a newer code", w.SUPERSEDED, Doubt.SUPERSEDED),
        _in_set("suspended in a stale list", w.SUSPENDED, Doubt.STALE_STATUS_LIST, ("m3_stale",)),
    ]


def refused() -> list[Case]:
    """Genuine codes that count no more, or not yet."""
    step, skew = w.step_now(), 30
    gone = {"claims": None}
    far = SHOP._replace(expires=NOW + 90 * w.DAY + 301)
    return [
        _in_set("revoked", w.REVOKED, Fault.REVOKED),
        _in_set("revoked, even in a stale list", w.REVOKED, Fault.REVOKED, ("m3_stale",)),
        _in_set("suspended", w.SUSPENDED, Fault.SUSPENDED),
        _in_set("revoked comes before suspended", w.BOTH, Fault.REVOKED),
        shop("out of range", Fault.OUT_OF_RANGE, bundle="small", lists=("m3_small",),
             token=SHOP._replace(list_index=1024)),
        shop("expired to the second", Fault.EXPIRED, token=SHOP._replace(expires=NOW)),
        shop("from the future", Fault.NOT_YET_VALID, token=far),
        shop("a key never published", Fault.UNKNOWN_KEY, kid=w.GONE, **gone),
        shop("a key past its end", Fault.RETIRED_KEY, kid=w.RETIRED, **gone),
        shop("a key before its start", Fault.RETIRED_KEY, kid=w.COMING, **gone),
        citizen("a key removed in an emergency", step, Fault.UNKNOWN_KEY,
                bundle="without_citizen_key", **gone),
        citizen("a pass revoked", step, Fault.REVOKED, token=PASS._replace(list_index=w.REVOKED)),
        citizen("a screenshot two steps old", step - 2, Fault.OUTDATED),
        citizen("a screenshot 90 s old", step, Fault.OUTDATED, now=NOW + 90),
        citizen("a step from the future", step + 2, Fault.OUTDATED),
        citizen("a pass before its time", 0, Fault.NOT_YET_VALID, now=w.ISSUED - skew - 1),
        citizen("a pass after its time", 29, Fault.EXPIRED, now=PASS.expires + skew),
    ]  # fmt: skip


def _in_set(name: str, index: int, fault: Fault | Doubt, lists: tuple[str, ...] = LISTS) -> Case:
    return shop(name, fault, token=SHOP._replace(list_index=index), lists=lists)


def _digits() -> str:
    return shop_url(shop_code()).rsplit("/", 1)[1]


def _verdict_of(fault: Fault | Doubt) -> str:
    return "invalid" if isinstance(fault, Fault) else "unverifiable"
