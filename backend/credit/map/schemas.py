"""What the map answers."""

from typing import Literal

from credit.districts.schemas.views import GradeCounts
from credit.kit.model import Out
from credit.map.ranking import Match

Cell = list[int]


class TiandituLayer(Out, frozen=True, kw_only=True):
    """天地图 tiles: a browser key, bound by the operator to this site's domain."""

    key: str


class MapHead(Out, frozen=True, kw_only=True):
    """Where the data stand. `counties`: the last version in which each division changed.

    `approval_no`: the operator's own 审图号 (《地图管理条例》 Art. 15), empty when none is set;
    `tianditu`: null where the operator does not offer that layer.
    """

    version: int
    merchants: int
    grades: GradeCounts
    counties: dict[str, int]
    approval_no: str
    tianditu: TiandituLayer | None


class MapClusters(Out, frozen=True, kw_only=True):
    """One tile as cells `[cell, n, nA, nB, nC, nD, nN]`; `cell` is row · 8 + column of 8 × 8."""

    version: int
    z: int
    x: int
    y: int
    total: int
    cells: list[Cell]


class MapPoint(Out, frozen=True, kw_only=True):
    """A merchant on the map; WGS-84. `precision` county: somewhere in its county (位置为示意).

    `district` is the code of its credit district (信用街区), empty for none.
    """

    uscc: str
    name: str
    trade: str
    address: str
    grade: str
    grade_word: str
    lng: float
    lat: float
    precision: str
    district: str
    district_name: str
    demo: bool


class MapPoints(Out, frozen=True, kw_only=True):
    """One tile merchant by merchant; with more than 400 as cells instead, and `points` empty."""

    version: int
    z: int
    x: int
    y: int
    total: int
    points: list[MapPoint]
    cells: list[Cell]


class NearPoint(MapPoint, frozen=True, kw_only=True):
    """A merchant and how far it is from the middle of the caller's cell, to ten metres."""

    metres: int


class NearPage(Out, frozen=True, kw_only=True):
    """The nearest first. `lng`, `lat`: the middle of the cell of about 100 m that was asked for."""

    version: int
    lng: float
    lat: float
    radius: int
    items: list[NearPoint]


class MapHit(Out, frozen=True, kw_only=True):
    """Something that a search may mean. `code`: uscc, district code or GB/T 2260.

    `detail` is the address of a merchant, the place of an area; `match` says what matched. WGS-84;
    `metres`, to ten, from the middle of the caller's cell; null without one.
    """

    kind: Literal["merchant", "district", "division"]
    code: str
    name: str
    detail: str
    trade: str = ""
    grade: str = ""
    grade_word: str = ""
    lng: float
    lat: float
    precision: str = ""
    metres: int | None
    match: Match
    demo: bool


class MapHits(Out, frozen=True, kw_only=True):
    """The best hits first: how well they match, then how near they are."""

    version: int
    items: list[MapHit]


class TradeCount(Out, frozen=True, kw_only=True):
    trade: str
    count: int


class CommitmentCount(Out, frozen=True, kw_only=True):
    commitment: str
    name: str
    count: int


class DistrictCount(Out, frozen=True, kw_only=True):
    code: str
    name: str
    count: int


class MapFacets(Out, frozen=True, kw_only=True):
    """How many merchants a filter keeps, and how they fall; trades, districts: the 50 greatest.

    `perks`: in a district that offers something on the data's day. `open`: at the time that the
    filter names, else null.
    """

    version: int
    total: int
    grades: GradeCounts
    trades: list[TradeCount]
    commitments: list[CommitmentCount]
    districts: list[DistrictCount]
    perks: int
    open: int | None


class PackEntry(Out, frozen=True, kw_only=True):
    """A county's offline pack; names come apart from positions."""

    adcode: str
    name: str
    version: int
    merchants: int
    positions: str
    names: str


class PackList(Out, frozen=True, kw_only=True):
    """All counties that have merchants on the map."""

    version: int
    items: list[PackEntry]


class DataField(Out, frozen=True, kw_only=True):
    """One column of the open data."""

    field: str
    name: str
    kind: str
    meaning: str


class OpenDataGuide(Out, frozen=True, kw_only=True):
    """The data dictionary (数据字典) and the terms of use of the open data."""

    fields: list[DataField]
    terms: str
    attribution: str
    formats: list[str]
