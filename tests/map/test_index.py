"""The index against counting one by one: any filter, any tile, after any change."""

import gzip
import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.commitments.rules import CommitmentType
from credit.commitments.templates import load_templates
from credit.kit.problems import Problem
from credit.map.counting import MAX_VIEWS, View, Views
from credit.map.filters import MAX_NAMED, MAX_TEXT, NO_FILTER, Filter, read_filter
from credit.map.hours import open_bits, open_lookup
from credit.map.index import Batch, Index, build_index, encoded
from credit.map.legend import MAX_HOURS, Told, new_legend
from credit.map.marks import COMMITMENTS, GRADES
from credit.map.morton import degrees_of, deinterleave, interleave, keys_of
from credit.map.nearest import distances, find_near
from credit.map.pack import pack_body, pack_keys, varints, zipped
from credit.subjects.opening_hours import is_open, parse_hours
from map.pack_reader import read_pack
from map.world import (
    COUNTIES,
    DISTRICTS,
    HOURS,
    KNOWN,
    TOLD,
    TRADES,
    XINING,
    random_batch,
    random_index,
    tile_of,
)

filters = st.builds(
    lambda g, t, c, d, z, p, o: Filter(
        grades="".join(sorted(g)) if len(g) < 5 else "",
        trades=tuple(sorted(t)),
        commitments=tuple(sorted(c)),
        divisions=tuple(sorted(d)),
        districts=tuple(sorted(z)),
        perks=p,
        open_at=o,
    ),
    st.sets(st.sampled_from(GRADES)),
    st.sets(st.sampled_from((*TRADES[1:], "没有这行"))),
    st.sets(st.sampled_from(COMMITMENTS), max_size=2),
    st.sets(st.sampled_from((*COUNTIES, "6301", "6328", "440100"))),
    st.sets(st.sampled_from((*DISTRICTS[1:], "639999999"))),
    st.booleans(),
    st.one_of(
        st.just(""),
        st.builds("{}-{:02}{}".format, st.integers(1, 7), st.integers(0, 23),
                  st.sampled_from(("00", "15", "30", "45"))),
    ),
)  # fmt: skip


def is_kept(index: Index, row: int, wanted: Filter) -> bool:
    """One merchant against a filter, the slow way."""
    c = index.columns
    code = f"{int(c.divisions[row]) + 629_999}" if c.divisions[row] else "000000"
    district = index.legend.districts[int(c.districts[row])]
    week = parse_hours(index.legend.hours[int(c.hours[row])])
    return (
        (not wanted.grades or GRADES[int(c.looks[row]) & 7] in wanted.grades)
        and (not wanted.trades or index.legend.trades[int(c.trades[row])] in wanted.trades)
        and all(c.promises[row] >> COMMITMENTS.index(n) & 1 for n in wanted.commitments)
        and (not wanted.divisions or code.startswith(wanted.divisions))
        and (not wanted.districts or district in wanted.districts)
        and (not wanted.perks or district.endswith("1"))
        and (not wanted.open_at or is_open(week, int(wanted.open_at[0]), wanted.open_at[2:]))
    )


def slow_clusters(index: Index, wanted: Filter, z: int, x: int, y: int) -> dict[int, list[int]]:
    """Cells of a tile → [n, nA … nN]."""
    cells: dict[int, list[int]] = {}
    columns, rows = deinterleave(index.columns.keys)
    for row in range(len(index)):
        column, line = int(columns[row]), int(rows[row])
        if (column >> 26 - z, line >> 26 - z) == (x, y) and is_kept(index, row, wanted):
            cell = (line >> 23 - z & 7) * 8 + (column >> 23 - z & 7)
            counts = cells.setdefault(cell, [0] * 6)
            counts[0] += 1
            counts[1 + (int(index.columns.looks[row]) & 7)] += 1
    return cells


@given(st.integers(0, 2**32), st.integers(0, 300), st.integers(0, 22), filters)
@settings(max_examples=120, deadline=None)
def test_clusters_are_what_counting_gives(seed: int, count: int, z: int, wanted: Filter) -> None:
    index = random_index(random.Random(seed), count)
    view = View(index, wanted)
    x, y = tile_of(XINING, z)
    expected = slow_clusters(index, wanted, z, x, y)
    assert {cell: rest for cell, *rest in view.clusters(z, x, y)} == expected
    total, first, last = view.shown_in(z, x, y)
    assert total == sum(counts[0] for counts in expected.values())
    assert len(view.shown_between(first, last)) == total
    kept = [is_kept(index, row, wanted) for row in range(count)]
    assert index.keeps(wanted).tolist() == kept
    assert view.total().sum() == sum(kept)


@given(st.integers(0, 2**32), st.integers(0, 200), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_changes_give_what_building_anew_gives(
    seed: int, count: int, gone: int, changed: int
) -> None:
    chance = random.Random(seed)
    before = random_batch(chance, count)
    index = build_index([encoded(before)], new_legend(TOLD, KNOWN))
    left = np.array(chance.sample(range(1, count + 60), gone), np.int64)
    batch = random_batch(chance, changed, chance.randint(1, count + 1))
    batch = batch._replace(ids=np.setdiff1d(batch.ids, left))
    batch = Batch._make(column[: len(batch.ids)] for column in batch)
    # Other numbers for the same names, and a name more.
    told = Told(*((*names[::-1], "新的") for names in TOLD))
    new = index.with_changes(left, batch, told, KNOWN)
    out = np.isin(before.ids, np.concatenate([left, batch.ids]))
    whole = Told(*((*names, "新的") for names in TOLD))
    places = [
        np.array([names.index(name) for name in others], np.int64)
        for names, others in zip(whole, told, strict=True)
    ]
    again = batch._replace(
        trades=places[0][batch.trades],
        districts=places[1][batch.districts],
        hours=places[2][batch.hours],
    )
    kept = Batch._make(column[~out] for column in before)
    expected = build_index([encoded(kept), encoded(again)], new_legend(whole, KNOWN))

    def rows(some: Index) -> list[tuple[int, ...]]:
        return sorted(zip(*(column.tolist() for column in some.columns), strict=True))

    assert rows(new) == rows(expected)
    assert (np.diff(new.columns.keys.astype(np.int64)) >= 0).all()
    assert len(index) == count  # who still reads the old one is not disturbed


def test_names_that_nobody_has_any_more_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits without end: each merchant ever new hours, trade and district."""
    monkeypatch.setattr("credit.map.legend.MAX_HOURS", 40)
    monkeypatch.setattr("credit.map.legend.MAX_NUMBER", 40)
    chance = random.Random(7)
    index = random_index(chance, 20)
    batch = random_batch(chance, 20)
    nobody = np.zeros(0, np.int64)
    for step in range(30):
        texts = [f"Mo {n:02}:{step:02}-23:00" for n in range(4)]
        codes = [f"6301{step:02}00{n}" for n in range(4)]
        told = Told([f"行业{step}-{n}" for n in range(4)], codes, texts)
        some = Batch._make(column[step % 2 :: 2] for column in batch)
        index = index.with_changes(nobody, some, told, {})
        rows = np.flatnonzero(np.isin(index.columns.ids, some.ids))
        names = [index.legend.hours[n] for n in index.columns.hours[rows].tolist()]
        order = np.argsort(some.ids)
        by_id = np.argsort(index.columns.ids[rows])
        wanted = [texts[n] for n in some.hours[order].tolist()]
        assert [names[n] for n in by_id.tolist()] == wanted
        assert len(index.legend.hours) == len(index.legend.bits) <= 41
    assert np.array_equal(index.legend.bits, open_bits(index.legend.hours))


@given(st.integers(0, 2**32), st.integers(0, 250), st.integers(100, 20_000), st.integers(1, 100))
@settings(max_examples=60, deadline=None)
def test_near_is_what_measuring_everybody_gives(
    seed: int, count: int, radius: int, limit: int
) -> None:
    index = random_index(random.Random(seed), count)
    wanted = Filter(grades="AB")
    found = find_near(View(index, wanted), *XINING, radius, limit)
    kept = np.flatnonzero(index.keeps(wanted))
    lngs, lats = degrees_of(index.columns.keys[kept])
    metres = distances(*XINING, lngs, lats)
    expected = sorted(metres[metres <= radius].tolist())[:limit]
    assert [n.metres for n in found] == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 2**26 - 1), st.integers(0, 2**26 - 1)), min_size=1))
def test_keys_go_forth_and_back(pairs: list[tuple[int, int]]) -> None:
    x, y = (np.array(column, np.uint64) for column in zip(*pairs, strict=True))
    back = deinterleave(interleave(x, y))
    assert back[0].tolist() == x.tolist()
    assert back[1].tolist() == y.tolist()


def test_a_place_is_kept_to_half_a_metre() -> None:
    lng, lat = np.linspace(89.5, 103, 500), np.linspace(31.6, 39.2, 500)
    back = degrees_of(keys_of(lng, lat))
    assert float(distances(0, 0, np.zeros(1), np.zeros(1))[0]) == 0
    apart = [
        float(distances(a, b, np.array([c]), np.array([d]))[0])
        for a, b, c, d in zip(lng, lat, *back, strict=True)
    ]
    assert max(apart) < 0.5


def test_distances_are_metres() -> None:
    degree = float(distances(101, 36, np.array([101.0]), np.array([37.0]))[0])
    assert math.isclose(degree, 111_195, abs_tol=2)


@given(st.lists(st.integers(0, 2**52 - 1)), st.integers(1, 2**48))
def test_packs_go_forth_and_back(keys: list[int], version: int) -> None:
    ordered = np.array(sorted(keys), np.uint64)
    looks = np.arange(len(keys)).astype(np.uint8)
    pack = read_pack(zipped(pack_body(630102, version, pack_keys(ordered), looks)))
    assert (pack.adcode, pack.version) == (630102, version)
    assert pack.keys.tolist() == (ordered >> np.uint64(8)).tolist()
    assert pack.looks.tolist() == looks.tolist()


@given(st.integers(0, 2**63))
def test_varints_are_leb128(value: int) -> None:
    expected, rest = bytearray(), value
    while rest > 127:
        expected.append(rest & 127 | 128)
        rest >>= 7
    expected.append(rest)
    assert varints(np.array([value], np.uint64)) == bytes(expected)


@given(st.binary(max_size=200))
def test_a_damaged_pack_is_refused(junk: bytes) -> None:
    whole = pack_body(630102, 7, np.arange(50, dtype=np.uint64), np.zeros(50, np.uint8))
    for body in (junk, gzip.compress(junk), gzip.compress(whole[:-1]), gzip.compress(whole[:40])):
        with pytest.raises(ValueError, match=r"pack|gzip|cut|number"):
            read_pack(body)


@given(filters)
def test_a_filter_is_read_back_from_its_text(wanted: Filter) -> None:
    if len(wanted.text) <= MAX_TEXT:
        assert read_filter(wanted.text) == wanted
        assert read_filter(";".join(reversed(wanted.text.split(";")))) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "x:1", "g", "g:", "g:E", "g:A;g:B", "c:no_such_promise", "d:63", "d:６３０１",
        "t:" + ",".join(str(n) for n in range(11)), "g:A;" * 101, "t:\x00", "AB",
        "p:0", "p:11", "p:", "z:63010300", "z:640103001", "z:６３０１０３００１",
        "o:0-1430", "o:8-1430", "o:3-1431", "o:3-2400", "o:3-14:30", "o:3", "o:3-1430,4-1430",
        "o:now", "z:" + ",".join(f"6301030{n:02}" for n in range(11)),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_named(text: str) -> None:
    with pytest.raises(Problem) as caught:
        read_filter(text)
    assert caught.value.slug == "invalid-input"
    assert caught.value.errors[0].field == "f"


def test_every_promise_can_be_filtered_by() -> None:
    signed = {
        template.id
        for template in load_templates().values()
        if template.type is not CommitmentType.REPAIR_PLEDGE
    }
    assert set(COMMITMENTS) == signed
    assert len(COMMITMENTS) <= 30, "an int4 in SQL; bit 30 is the phone's own"


def test_views_are_bounded() -> None:
    views = Views(random_index(random.Random(1), 50))
    first = views.get(NO_FILTER)
    for division in range(630_100, 630_100 + MAX_VIEWS - 1):
        views.get(Filter(divisions=(str(division),)))
    assert views.get(NO_FILTER) is first
    for division in range(630_200, 630_200 + MAX_VIEWS):
        views.get(Filter(divisions=(str(division),)))
    assert views.get(NO_FILTER) is not first
    assert views.nbytes < 20_000


def test_every_filter_at_once_has_room() -> None:
    """As many promises as may be named, the longest of all that the map offers, in one text."""
    longest = sorted(COMMITMENTS, key=len)[-MAX_NAMED:]
    text = f"c:{','.join(longest)};d:630102,6302;g:ABCD;o:7-2345;p:1;t:农产品合作社,牦牛藏羊产品"
    assert len(f"{text};z:{','.join(f'6301030{n:02}' for n in range(10))}") < MAX_TEXT


@given(st.integers(1, 7), st.integers(0, 95))
def test_bits_say_what_the_parser_says(weekday: int, quarter: int) -> None:
    texts = (*HOURS, "Mo 09:05-09:20", "Sa 22:00-24:00", "unreadable")
    hhmm = f"{quarter // 4:02}{quarter % 4 * 15:02}"
    expected = [is_open(parse_hours(text), weekday, hhmm) for text in texts[:-1]]
    assert open_lookup(open_bits(texts), f"{weekday}-{hhmm}").tolist() == [*expected, False]


def test_different_hours_are_bounded() -> None:
    legend = new_legend(Told(["餐饮"], [""], ["", *map(str, range(MAX_HOURS))]), {})
    more, (_, _, hours) = legend.with_news(Told(["餐饮"], [""], ["", "3", "24/7"]), {})
    assert len(more.hours) == MAX_HOURS + 1
    assert hours.tolist() == [0, 4, 0]  # what finds no room counts as not told


def test_filters_are_read_as_the_phone_reads_them() -> None:
    """The vectors that `pwa/src/map/filter.ts` passes, too."""
    path = Path(__file__).parents[1] / "vectors" / "map_filters.json"
    vectors = json.loads(path.read_text(encoding="utf-8"))
    assert [(t, read_filter(t).text) for t, _ in vectors["good"]] == [
        (*v,) for v in vectors["good"]
    ]
    long = vectors["tooLong"]
    for text in (*vectors["bad"], long["with"] + long["repeat"] * long["times"]):
        with pytest.raises(Problem, match="invalid-input"):
            read_filter(text)
