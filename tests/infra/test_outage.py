"""What nginx answers when the API is gone."""

from pathlib import Path

import httpx

from infra.front import Front
from infra.ports import free_port
from system_packages import require_program


def test_problems_for_programs_and_a_page_for_people(tmp_path: Path) -> None:
    require_program("nginx", "nginx-light")
    front = Front(tmp_path, api_port=free_port())
    process = front.start()
    try:
        with httpx.Client(base_url=front.url, verify=front.trust) as browser:
            for answer in (browser.get("/api/subjects"), browser.post("/api/sessions", json={})):
                assert answer.status_code == 503
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.headers["retry-after"] == "5"
                assert answer.json()["instance"] == answer.headers["x-request-id"]
            page = browser.get("/v/123")
            assert page.status_code == 503
            assert page.headers["content-type"].startswith("text/html")
            assert "暂时无法核验" in page.text
    finally:
        process.terminate()
        process.wait(10)
