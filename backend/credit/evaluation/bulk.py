"""The rule of `rules.py` as SQL generated from the model, for any set of subjects at once.

Measured against COPY out → numpy → COPY in (docs in tests/bench/evaluation_bench.py): one
index-only pass with a CASE and a GROUP BY, writing changed rows only, is faster and restarts
at any subject id. Nothing here comes from a user: names are checked when the file is loaded.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from credit.evaluation.model import ANY_FACET, Effect, Model
from credit.evaluation.rules import effects_on, points_after
from credit.records.catalogue import RecordClass

# One record's effect as one integer: limit number, indicator number, points + OFFSET.
POINT_BITS, INDICATOR_BITS, OFFSET = 12, 6, 2048
RANGE = "{column} > $1 AND {column} <= $2"
CHOSEN = "{column} = ANY($1::bigint[])"
# The partial index ix_record_evaluation has this very condition and holds all columns read.
EVALUATED = "is_current AND state = 'active' AND NOT withheld"


def limits_on(model: Model, as_of: date) -> tuple[Effect, ...]:
    """Effects with a hard limit, mildest first; a record's limit number is the place plus 1."""
    limiting = [effect for effect in effects_on(model, as_of) if effect.hard_limit]
    return tuple(sorted(limiting, key=lambda e: (e.hard_limit or "", e.id)))


@lru_cache(16)
def scores_sql(model: Model, as_of: date, which: str) -> str:
    """SELECT giving (subject_id, record_count, hard, points_0, points_1, …) of the subjects.

    `hard` is the number of the worst limit or NULL. Subjects without any effect are absent.
    """
    numbers = range(len(model.indicators))
    sums = ", ".join(f"sum(points) FILTER (WHERE indicator = {n}) AS sum_{n}" for n in numbers)
    clamped = ", ".join(_clamped(model, n) for n in numbers)
    return f"""
      SELECT subject_id, record_count, nullif(hard, 0) AS hard, {clamped}
      FROM (
        SELECT subject_id, count(*)::int AS record_count, max(hard) AS hard, {sums}
        FROM (
          SELECT subject_id, code >> {POINT_BITS + INDICATOR_BITS} AS hard,
                 code >> {POINT_BITS} & {(1 << INDICATOR_BITS) - 1} AS indicator,
                 (code & {(1 << POINT_BITS) - 1}) - {OFFSET} AS points
          FROM ({_coded(model, as_of, which)}) AS coded
          WHERE code IS NOT NULL
        ) AS decoded
        GROUP BY subject_id
      ) AS summed OFFSET 0"""  # noqa: S608 - built from the checked model only


def _clamped(model: Model, number: int) -> str:
    indicator = model.indicators[number]
    total = f"{indicator.base} + coalesce(sum_{number}, 0)"
    return f"least({indicator.weight}, greatest(0, {total})) AS points_{number}"


def _coded(model: Model, as_of: date, which: str) -> str:
    """One row a record: what it does as one code, NULL for nothing.

    OFFSET 0 keeps PostgreSQL from computing the long CASE once for every use.
    """
    until = "CASE WHEN severity = 0 THEN valid_until ELSE publicity_until END"
    return f"""
      SELECT subject_id, {_case(model, as_of)} AS code
      FROM record
      WHERE {which.format(column="subject_id")} AND {EVALUATED}
        AND decided_on <= '{as_of}' AND coalesce({until}, 'infinity') > '{as_of}'
      ORDER BY subject_id OFFSET 0"""  # noqa: S608 - built from the checked model only


def _case(model: Model, as_of: date) -> str:
    """CASE by class, then named facets, then any facet: the order of `rules.effect_of`."""
    effects = effects_on(model, as_of)
    branches = []
    for kind in RecordClass:
        own = [e for e in effects if e.record_class == kind.slug]
        whens = [*_whens(model, own, as_of, named=True), *_whens(model, own, as_of, named=False)]
        if whens:
            branches.append(f"WHEN {kind.value} THEN CASE {' '.join(whens)} END")
    return f"CASE record_class {' '.join(branches) or 'WHEN 0 THEN 0'} END"


def _whens(model: Model, effects: list[Effect], as_of: date, *, named: bool) -> Iterator[str]:
    for effect in effects:
        facets = [f for f in effect.facets if (f != ANY_FACET) == named]
        if not facets:
            continue
        grades = ", ".join(map(str, effect.severity))
        listed = ", ".join(f"'{facet}'" for facet in facets)
        facet_is = f" AND facet IN ({listed})" if named else ""
        yield f"WHEN severity IN ({grades}){facet_is} THEN {_code(model, effect, as_of)}"


def _code(model: Model, effect: Effect, as_of: date) -> str:
    """The effect's code as SQL over `decided_on`; NULL once its months are over."""
    limits = [limit.id for limit in limits_on(model, as_of)]
    hard = limits.index(effect.id) + 1 if effect.id in limits else 0
    indicator = model.indicator_numbers()[effect.indicator]
    zero = (((hard << INDICATOR_BITS) + indicator) << POINT_BITS) + OFFSET
    if effect.months is None:
        return str(zero + effect.points)
    days = first_days(effect, as_of)
    if effect.decay != "linear":
        return f"CASE WHEN decided_on >= '{days[0]}' THEN {zero + effect.points} END"
    listed = ",".join(map(str, days))
    sign = "+" if effect.points > 0 else "-"
    return f"{zero} {sign} nullif(width_bucket(decided_on, '{{{listed}}}'::date[]), 0)"


def first_days(effect: Effect, as_of: date) -> list[date]:
    """For 1, 2, … points: the first day of decision that still has as many on `as_of`.

    Points never fall when the decision is later, so these days tell the points of any day.
    """
    days: list[date] = []
    day = as_of
    for size in range(abs(effect.points), 0, -1):
        while abs(points_after(effect, day - timedelta(1), as_of)) >= size:
            day -= timedelta(1)
        days.append(day)
    return days[::-1]


@lru_cache(16)
def graded_sql(model: Model, as_of: date, which: str) -> str:
    """SELECT (subject_id, record_count, points, cap, score, grade) as they should be stored."""
    limits = limits_on(model, as_of)
    bands = " ".join(f"WHEN total >= {b.from_score} THEN '{b.letter}'" for b in model.grades)
    caps = _choice({n: effect.id for n, effect in enumerate(limits, 1)})
    worst = _choice({n: effect.hard_limit or "" for n, effect in enumerate(limits, 1)})
    columns = [f"points_{n}" for n in range(len(model.indicators))]
    points, total = ", ".join(columns), " + ".join(columns)
    enough = f"(hard IS NOT NULL OR record_count >= {model.header.minimum_records})"
    return f"""
      SELECT subject_id, record_count, points,
             CASE WHEN hard_grade = grade THEN {caps} ELSE '' END AS cap,
             CASE WHEN {enough} THEN total END::smallint AS score,
             CASE WHEN {enough} THEN grade ELSE 'N' END AS grade
      FROM (
        SELECT *, greatest(CASE {bands} END, hard_grade) AS grade
        FROM (
          SELECT subject_id, record_count, hard, {worst} AS hard_grade,
                 {total} AS total, ARRAY[{points}]::smallint[] AS points
          FROM ({scores_sql(model, as_of, which)}) AS scored OFFSET 0
        ) AS totalled OFFSET 0
      ) AS graded"""  # noqa: S608 - built from the checked model only


def _choice(by_number: dict[int, str]) -> str:
    whens = " ".join(f"WHEN {number} THEN '{text}'" for number, text in by_number.items())
    return f"CASE hard {whens} END" if whens else "NULL::text"


@lru_cache(16)
def changes_sql(model: Model, as_of: date, which: str) -> str:
    """SELECT of what differs from the current evaluations, with the grade before.

    A subject without row and with too little data needs none: no row means N.
    """
    base = ", ".join(str(indicator.base) for indicator in model.indicators)
    return f"""
      SELECT coalesce(new.subject_id, old.subject_id) AS subject_id,
             coalesce(new.record_count, 0) AS record_count,
             coalesce(new.points, ARRAY[{base}]::smallint[]) AS points,
             coalesce(new.cap, '') AS cap, new.score, coalesce(new.grade, 'N') AS grade,
             old.id AS old_id, coalesce(old.grade, 'N') AS old_grade
      FROM ({graded_sql(model, as_of, which)}) AS new
      FULL JOIN (
        SELECT id, subject_id, grade, score, points, cap, model_version FROM evaluation
        WHERE is_current AND {which.format(column="subject_id")}
      ) AS old USING (subject_id)
      WHERE CASE WHEN old.id IS NULL THEN new.grade <> 'N' ELSE
        (old.grade, old.score, old.points, old.cap, old.model_version) IS DISTINCT FROM
        (coalesce(new.grade, 'N'), new.score, coalesce(new.points, ARRAY[{base}]::smallint[]),
         coalesce(new.cap, ''), '{model.version}') END"""  # noqa: S608 - checked model only
