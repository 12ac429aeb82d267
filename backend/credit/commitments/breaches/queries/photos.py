"""A photo for who may see it: officers, its own reporter, and the owner it is meant for."""

from uuid import UUID

from credit.commitments.breaches.queries.rows import reporter_indexes
from credit.identity.queries import read_public_id
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.photos import open_photo
from credit.kit.problems import Problem

# $2 the caller's indexes, $3 the caller's account, $4 whether an officer. The merchant sees
# nothing of a case before it is taken up, and a reporter sees the merchant's photos of his case.
_PHOTO = """
SELECT p.photo FROM breach_photo p JOIN breach_case b ON b.id = p.case_id
JOIN subject s ON s.id = b.subject_id LEFT JOIN breach_report r ON r.id = p.report_id
WHERE p.public_id = $1 AND p.photo <> '' AND ($4
  OR r.reporter_index = ANY($2)
  OR (p.statement_id IS NOT NULL AND EXISTS (SELECT FROM breach_report o
      WHERE o.case_id = b.id AND o.reporter_index = ANY($2)))
  OR ((p.statement_id IS NOT NULL OR (r.photos_shown AND r.status <> 'withdrawn'))
      AND b.status NOT IN ('submitted', 'declined', 'joined')
      AND EXISTS (SELECT FROM account_subject g JOIN account a ON a.id = g.account_id
        WHERE a.public_id = $3 AND a.active AND g.subject_uscc = s.uscc AND g.role = 'owner')))
"""
PHOTO_TABLE = "breach_photo"


async def read_photo(caller: Caller, photo: UUID) -> bytes:
    """The JPEG; Problem not-found for one that the caller may not see, as for one there is not."""
    values = (reporter_indexes(caller), read_public_id(caller.id), caller.kind == "officer")
    async with connection() as held:
        sealed = await held.fetchval(_PHOTO, photo, *values)
    if sealed is None:
        raise Problem("not-found")
    return open_photo(sealed, table=PHOTO_TABLE, row=str(photo))
