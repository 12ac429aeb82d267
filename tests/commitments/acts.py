"""Signing through the API as the app does: read the draft, then confirm with the password."""

from typing import Any

import httpx

from factories.accounts import PASSWORD, Person


async def sign(
    client: httpx.AsyncClient, uscc: str, who: Person | None, body: dict[str, Any]
) -> httpx.Response:
    """Read the text, then sign it."""
    path = f"/api/subjects/{uscc}/commitments"
    return await _read_and(client, path, f"{path}/draft", who, body, body)


async def replace(
    client: httpx.AsyncClient, uscc: str, code: str, who: Person, body: dict[str, Any]
) -> httpx.Response:
    """The same for a promise that takes the place of one; `body` is template and parameters."""
    rest = {name: value for name, value in body.items() if name != "template"}
    draft = f"/api/subjects/{uscc}/commitments/draft"
    return await _read_and(client, f"/api/commitments/{code}/replace", draft, who, body, rest)


async def _read_and(
    client: httpx.AsyncClient,
    path: str,
    draft: str,
    who: Person | None,
    read: dict[str, Any],
    send: dict[str, Any],
) -> httpx.Response:
    headers = who.headers if who else {}
    shown = await client.post(draft, json=read, headers=headers)
    act = {"password": PASSWORD, "textSha256": shown.json().get("textSha256", "")}
    return await client.post(path, json=send | act, headers=headers)
