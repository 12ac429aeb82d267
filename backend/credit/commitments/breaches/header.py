"""What the routes of breaches share."""

from typing import Annotated, Final

from litestar.params import HeaderParameter, QueryParameter

from credit.commitments.breaches.schemas import MAX_PHOTOS
from credit.kit.photos import BODY_ALLOWANCE

PRIVATE: Final = {"cache-control": "private, no-store"}
# Photos in base64, and the text beside them.
MAX_BODY: Final = MAX_PHOTOS * BODY_ALLOWANCE + 100_000
AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="idempotency-key",
        max_length=64,
        description="同一请求重发时不变；已经办过的不再办一次",
    ),
]
After = Annotated[str | None, QueryParameter(max_length=40, description="上一页的 next")]
