"""How an OpenID Connect provider is set up by the operator, as data. Pure."""

import re
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

Level = Literal["real_name", "real_person"]
"""real_name: name and number agree with the register. real_person: the face was checked too."""
_ID: Final = re.compile(r"[a-z0-9-]{1,20}")
MAX_PROVIDERS: Final = 5


class OidcProvider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider. `client_secret` empty: a public client, held by PKCE alone.

    `levels`: which `acr` says that the person's name was checked, and how well. Only then are
    `name_claim` and `number_claim` (of the identity number) read; empty: the provider has none.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    scope: str = "openid"
    levels: Mapping[str, Level] = {}
    name_claim: str = "name"
    number_claim: str = ""

    def __hash__(self) -> int:
        """Settings are keys of caches, and a mapping has no hash of its own."""
        return hash((self.id, self.issuer, self.client_id))


def parse_providers(text: str) -> tuple[OidcProvider, ...]:
    """Providers from a JSON list (empty text: none); ValueError says what is wrong, no secrets."""
    if not text:
        return ()
    try:
        providers = msgspec.json.decode(text, type=tuple[OidcProvider, ...])
    except msgspec.MsgspecError as error:
        raise ValueError(f"is not a list of providers ({error})") from None
    names = [one.id for one in providers]
    if len(set(names)) != len(names) or len(names) > MAX_PROVIDERS:
        raise ValueError(f"ids must differ, at most {MAX_PROVIDERS} providers")
    for one in providers:
        _check(one)
    return providers


def _check(one: OidcProvider) -> None:
    parts = urlsplit(one.issuer)
    if not _ID.fullmatch(one.id):
        raise ValueError("an id is 1 to 20 small letters, digits and dashes")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{one.id}: the issuer is no address")
    if not one.client_id or not 1 <= len(one.name) <= 20 or not one.name.isprintable():
        raise ValueError(f"{one.id}: a client_id and a name of 1 to 20 characters are needed")
    if "openid" not in one.scope.split():
        raise ValueError(f"{one.id}: the scope must contain openid")
