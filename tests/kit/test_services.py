"""The embedded servers: shared, recovered after a crash, and reachable from private folders."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from credit.kit.services import postgres
from credit.kit.services.home import Home, ServiceError
from credit.kit.services.postgres import EmbeddedPostgres
from credit.kit.services.valkey import EmbeddedValkey


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that nobody else may enter, as a home directory is."""
    folder = Path(tempfile.mkdtemp(prefix="credit-services-"))
    home = Home(folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(home.base, ignore_errors=True)
    shutil.rmtree(home.sockets(), ignore_errors=True)


def test_last_one_out_stops_the_server_and_data_stays(data_dir: Path) -> None:
    server = EmbeddedPostgres(Home(data_dir), durable=False)
    with server.shared() as url, EmbeddedPostgres(Home(data_dir), durable=False).shared() as same:
        assert url == same
        assert server.answers()
    assert not server.answers()
    with server.shared():
        assert server.answers()


def test_a_half_finished_first_start_recovers(data_dir: Path) -> None:
    server = EmbeddedPostgres(Home(data_dir), durable=False)
    (server.folder / "data.draft").mkdir()
    (server.folder / "data.draft" / "PG_VERSION").write_text("18", encoding="utf-8")
    with server.shared():
        assert server.answers()


def test_a_killed_owner_leaves_a_server_that_the_next_one_adopts(data_dir: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from credit.kit.services.home import Home\n"
        "from credit.kit.services.postgres import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Home(Path(sys.argv[1])), durable=False).shared():\n"
        "    print('up', flush=True); time.sleep(60)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script, str(data_dir)], stdout=subprocess.PIPE, env=os.environ
    )
    assert owner.stdout
    assert owner.stdout.readline() == b"up\n"
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    server = EmbeddedPostgres(Home(data_dir), durable=False)
    assert server.answers()
    with server.shared():
        pass
    assert not server.answers()


def test_another_major_version_is_refused_with_the_way_out(data_dir: Path) -> None:
    server = EmbeddedPostgres(Home(data_dir), durable=False)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("17\n", encoding="utf-8")
    with pytest.raises(ServiceError, match="pg_dump"), server.shared():
        pass


def test_valkey_asks_for_its_password(data_dir: Path) -> None:
    import redis

    server = EmbeddedValkey(Home(data_dir))
    with server.shared() as url:
        assert redis.Redis.from_url(url).ping()
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(unix_socket_path=str(server.socket)).ping()
    assert not server.answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_root_runs_the_servers_as_somebody_else(data_dir: Path) -> None:
    server = EmbeddedPostgres(Home(data_dir), durable=False)
    with server.shared():
        pid = server._pid()
        assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert data_dir.stat().st_mode & 0o777 == 0o700, "a private parent must stay private"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_a_wheel_below_a_private_parent_runs_from_a_copy(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a checkout below /root: the copy must find its shared libraries too."""
    wheel = postgres._wheel()
    for name in (wheel.name, f"{wheel.name}.libs"):
        shutil.copytree(wheel.with_name(name), data_dir / name, symlinks=True)
    monkeypatch.setattr(postgres, "_wheel", lambda: data_dir / wheel.name)
    server = EmbeddedPostgres(Home(data_dir), durable=False)
    assert not server.bin.is_relative_to(data_dir)
    with server.shared():
        assert server.answers()
    shutil.rmtree(server.bin.parents[2])
