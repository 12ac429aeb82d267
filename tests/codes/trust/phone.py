"""A phone in a few lines: fetches bundle and lists as the app does, then verifies by itself."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping

import httpx

from credit.codes.core.faults import RefusedData
from credit.codes.core.keys import KeyEntry, pinned_root
from credit.codes.core.offline import OfflineVerdict, verify_offline
from credit.codes.core.status_delta import apply_delta
from credit.codes.core.status_list import StatusList, accept_list
from credit.codes.core.trust_bundle import Bundle, accept_bundle
from credit.kit import clock

ORIGIN = "http://127.0.0.1:8000"
DELTA_PARTS = 5


class Phone:
    """Pins the root at its first synchronisation; counts what it downloads."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.roots: Mapping[int, KeyEntry] = {}
        self.bundle: Bundle | None = None
        self.lists: dict[str, StatusList] = {}
        self.bytes = 0

    async def synchronise(self) -> None:
        """Bundle, then every list of it: a delta where one is held already."""
        if not self.roots:
            root = (await self.client.get("/api/trust/root")).json()
            point = urlsafe_b64decode(root["publicKey"] + "==")
            self.roots = {root["kid"]: pinned_root(root["kid"], point)}
        self.bundle = accept_bundle(await self._get("bundle"), self.roots, self.bundle)
        for list_id in self.bundle.lists:
            await self._update(list_id)

    def verify(self, digits: str) -> OfflineVerdict:
        """The verdict without asking anybody."""
        now = int(clock.now().timestamp())
        return verify_offline(f"{ORIGIN}/v/{digits}", ORIGIN, now, self.bundle, self.lists)

    async def _update(self, list_id: str) -> None:
        assert self.bundle
        held = self.lists.get(list_id)
        since = f"?since={held.seq}" if held else ""
        body = await self._get(f"lists/{list_id}{since}")
        if held:
            try:
                self.lists[list_id] = apply_delta(body, self.bundle, held)
            except RefusedData:
                raise
            except ValueError:  # the whole list: the version held is no longer kept
                self.lists[list_id] = accept_list(body, self.bundle, list_id, held)
        else:
            self.lists[list_id] = accept_list(body, self.bundle, list_id, None)

    async def _get(self, name: str) -> bytes:
        answer = await self.client.get(f"/api/trust/{name}")
        assert answer.status_code == 200, answer.text
        self.bytes += len(answer.content)
        return answer.content
