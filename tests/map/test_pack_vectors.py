"""``map_packs.json`` is what the phone's twin of the map is held to: it must be what we answer."""

import base64
import gzip
import json
from typing import Any

from map.pack_reader import Offline
from vectors.make_map_packs import TARGET, make


def unpacked(vectors: Any) -> Any:
    """Without gzip, which another zlib writes otherwise, and without the digests of its files."""
    for pack in vectors["packs"]:
        for file in ("positions", "names"):
            pack[file] = gzip.decompress(base64.b64decode(pack[file])).decode("latin-1")
        head, *rest = pack["names"].split("\n")
        pack["names"] = [json.loads(head) | {"positions": ""}, *rest]
    file = vectors["delta"]["file"]
    vectors["delta"]["file"] = gzip.decompress(base64.b64decode(file)).decode()
    return vectors


def test_the_vectors_are_what_we_answer_today() -> None:
    kept = json.loads(TARGET.read_text(encoding="utf-8"))
    assert unpacked(kept) == unpacked(json.loads(json.dumps(make())))


def test_the_delta_leads_where_the_vectors_say() -> None:
    vectors = json.loads(TARGET.read_text(encoding="utf-8"))
    pack = next(one for one in vectors["packs"] if one["adcode"] == "630104")
    kept = Offline(*(base64.b64decode(pack[file]) for file in ("positions", "names")))
    kept.apply(base64.b64decode(vectors["delta"]["file"]))
    assert kept.body() == base64.b64decode(vectors["delta"]["body"])
    assert kept.names() == vectors["delta"]["rows"]
