"""A provider that answers whatever a test wants: keys, tokens, its name, or nothing."""

import asyncio
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey


class Evil:
    """A provider that answers whatever a test wants: keys, tokens, its name, or nothing."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {}
        self.token = ""
        self.issuer = ""
        self.named = ""
        self.down = False
        self.nonce = ""

    def id_token(self) -> str:
        if self.token:
            return self.token
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "evil-1", "aud": "credit-qinghai", "iat": now,
            "exp": now + 60, "nonce": self.nonce,
        } | self.claims  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            at = self.issuer
            return {
                "issuer": self.named or at,
                "authorization_endpoint": f"{at}/auth",
                "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/jwks",
            }
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) for key in self.published]}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token()}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).decode().split()[1]
        body = json.dumps(self.answer(path)).encode()
        status = "503 down" if self.down else "200 OK"
        head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()
