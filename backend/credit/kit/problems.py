"""Problem details (RFC 9457): one shape, an English slug and a Chinese title for every error.

Nothing of the request's address, of the database or of the code reaches the caller:
titles are fixed, and a validation message names the field and the rule, never the value.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap

from credit.kit.field_faults import FieldFault, faults_of
from credit.kit.trace import request_id
from credit.settings import get_settings

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

# slug → (status, Chinese title). A new slug is added here and nowhere else.
PROBLEMS: dict[str, tuple[int, str]] = {
    "invalid-input": (400, "提交的内容有误"),
    "unauthenticated": (401, "请先登录"),
    "code-refused": (401, "验证码不对或已过期"),
    "age-required": (403, "请先说明年龄"),
    "second-factor-required": (401, "请输入动态口令"),
    "second-factor-missing": (403, "请先设置动态口令"),
    "sign-in-failed": (401, "账号或密码不正确"),
    "forbidden": (403, "没有权限"),
    "consent-required": (403, "需要先阅读并同意"),
    "purpose-required": (403, "需要先写明查阅目的"),
    "real-name-required": (403, "需要先完成实名认证"),
    "not-found": (404, "没有找到"),
    "unknown-subject": (404, "没有这个信用主体"),
    "method-not-allowed": (405, "不支持这种操作"),
    "not-acceptable": (406, "无法按要求的格式返回"),
    "conflict": (409, "与现有内容冲突"),
    "real-name-held": (409, "这个证件号已在别的账号实名"),
    "provider-cancelled": (409, "登录已取消"),
    "provider-refused": (401, "统一身份登录没有成功"),
    "passes-paused": (409, "个人信用码已暂停"),
    "slots-taken": (409, "这些时段已经领过"),
    "request-in-flight": (409, "同一请求正在处理"),
    "sold-out": (409, "已经领完"),
    "not-started": (409, "还没有开始"),
    "ended": (409, "已经结束"),
    "paused": (409, "已经暂停"),
    "already-claimed": (409, "已经领过"),
    "not-eligible": (409, "暂不符合条件"),
    "by-draw": (409, "由摇号决定给谁"),
    "not-usable": (409, "现在不能使用"),
    "outdated-version": (410, "数据已经更新"),
    "too-large": (413, "内容太大"),
    "unsupported-media-type": (415, "不支持这种内容类型"),
    "range-not-satisfiable": (416, "没有这一段内容"),
    "idempotency-conflict": (422, "同一请求编号已用于别的内容"),
    "import-refused": (422, "文件无法导入"),
    "not-in-catalogue": (422, "不在公共信用信息目录内"),
    "rate-limited": (429, "操作太频繁，请稍后再试"),
    "internal": (500, "系统出错，请稍后再试"),
    "service-unavailable": (503, "服务暂时不可用，请稍后再试"),
}
_BY_STATUS = {
    400: "invalid-input", 401: "unauthenticated", 403: "forbidden", 404: "not-found",
    405: "method-not-allowed", 406: "not-acceptable", 409: "conflict", 413: "too-large",
    415: "unsupported-media-type", 422: "invalid-input", 429: "rate-limited",
    503: "service-unavailable",
}  # fmt: skip
_KEPT_HEADERS = ("allow", "www-authenticate", "retry-after")
# What the database or the pool says when it is down, full or too slow: try again later.
_UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shut down, cancelled by a time limit, starting up
    asyncpg.TooManyConnectionsError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    ConnectionError,
    TimeoutError,
)


class ProblemBody(msgspec.Struct, kw_only=True, frozen=True):
    """The body of every error answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: list[FieldFault] = msgspec.field(default_factory=list)


class Problem(Exception):
    """An error that the caller may know of.

    `slug` must be in `PROBLEMS`; `detail` is Chinese text for the person;
    `errors` are `FieldFault`s or (field, message) pairs.
    """

    def __init__(
        self,
        slug: str,
        *,
        detail: str = "",
        errors: Iterable[FieldFault | tuple[str, str]] = (),
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        default_status, self.title = PROBLEMS[slug]
        self.slug, self.detail = slug, detail
        self.status = status or default_status
        self.errors = [e if isinstance(e, FieldFault) else FieldFault(*e) for e in errors]
        self.headers = dict(headers or {})
        super().__init__(f"{slug}: {detail}" if detail else slug)

    def body(self) -> ProblemBody:
        """This problem as the answer's body, with the current request id as its instance."""
        return ProblemBody(
            type=f"{get_settings().public_origin}/problems/{self.slug}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            instance=request_id(),
            errors=self.errors,
        )


AnyRequest = Request[Any, Any, Any]
ProblemResponse = Response[ProblemBody]


def answer(problem: Problem) -> ProblemResponse:
    """The problem as an answer; never cached."""
    return Response(
        problem.body(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", **problem.headers},
    )


def _on_problem(_: AnyRequest, exc: Problem) -> ProblemResponse:
    return answer(exc)


def _on_http(request: AnyRequest, exc: HTTPException) -> ProblemResponse:
    slug = _BY_STATUS.get(exc.status_code)
    if slug is None:
        if exc.status_code >= 500:
            return _on_crash(request, exc)
        slug = "invalid-input"
    kept = {k: v for k, v in (exc.headers or {}).items() if k.lower() in _KEPT_HEADERS}
    return answer(Problem(slug, status=exc.status_code, headers=kept))


def _on_validation(_: AnyRequest, exc: ValidationException) -> ProblemResponse:
    return answer(Problem("invalid-input", errors=faults_of(exc)))


def _on_duplicate(_: AnyRequest, exc: asyncpg.UniqueViolationError) -> ProblemResponse:
    log.info("unique constraint refused a write", extra={"constraint": exc.constraint_name})
    return answer(Problem("conflict", detail="相同的内容已经存在"))


def _on_unstorable(_: AnyRequest, __: asyncpg.CharacterNotInRepertoireError) -> ProblemResponse:
    return answer(Problem("invalid-input", detail="内容含有无法保存的字符"))


def _on_crash(_: AnyRequest, exc: Exception) -> ProblemResponse:
    if isinstance(exc, _UNAVAILABLE):
        log.warning("a service behind us is unavailable: %s", type(exc).__name__)
        return answer(Problem("service-unavailable", headers={"retry-after": "2"}))
    if isinstance(exc, RecursionError) and "deserializing" in str(exc):
        return answer(Problem("invalid-input", detail="内容嵌套过深"))
    log.error("unhandled %s", type(exc).__name__, exc_info=exc)
    return answer(Problem("internal"))


def problem_handlers() -> ExceptionHandlersMap:
    """One handler per kind of error, for `Litestar(exception_handlers=…)`."""
    return {
        Problem: _on_problem,
        ValidationException: _on_validation,
        HTTPException: _on_http,
        asyncpg.UniqueViolationError: _on_duplicate,
        asyncpg.CharacterNotInRepertoireError: _on_unstorable,
        asyncpg.UntranslatableCharacterError: _on_unstorable,
        Exception: _on_crash,
    }


def problem_responses(*slugs: str) -> dict[int, ResponseSpec]:
    """OpenAPI `responses=` of a route that may raise these slugs; several may share a status."""
    titles: dict[int, list[str]] = {}
    for slug in slugs:
        status, title = PROBLEMS[slug]
        titles.setdefault(status, []).append(f"{slug}: {title}")
    return {
        status: ResponseSpec(
            ProblemBody,
            generate_examples=False,
            description="；".join(named),
            media_type=MEDIA_TYPE,
        )
        for status, named in titles.items()
    }
