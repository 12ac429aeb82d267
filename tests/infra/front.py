"""A real nginx in front of a real server, with the configuration that production runs."""

import datetime as dt
import os
import shutil
import ssl
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.ports import free_port, wait_for_port

INFRA = Path(__file__).parents[2] / "infra"
# Debian keeps it where an ordinary user's PATH does not look.
os.environ["PATH"] += ":/usr/sbin"


def write_certificate(folder: Path) -> None:
    """A self-signed pair for 127.0.0.1, named as compose mounts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "tls_certificate").write_bytes(certificate.public_bytes(pem))
    (folder / "tls_key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )


class Front:
    """nginx on our ports, reading production's files with only paths and ports replaced."""

    def __init__(self, folder: Path, api_port: int) -> None:
        self.folder = folder
        self.port, self.plain_port = free_port(), free_port()
        self.pwa = folder / "pwa"
        self.log = folder / "access.log"
        for name in ("pwa", "secrets", "cache", "run"):
            (folder / name).mkdir()
        write_certificate(folder / "secrets")
        self.trust = ssl.create_default_context(cafile=str(folder / "secrets/tls_certificate"))
        shutil.copytree(INFRA / "nginx", folder / "nginx")
        self._replace(api_port)

    def _replace(self, api_port: int) -> None:
        places = {
            "/srv/pwa": str(self.pwa),
            "/run/secrets": str(self.folder / "secrets"),
            "/var/cache/nginx": str(self.folder / "cache"),
            "/tmp/nginx.pid": str(self.folder / "run/nginx.pid"),
            "/dev/stdout": str(self.log),
            "listen 8443": f"listen 127.0.0.1:{self.port}",
            "listen 8080": f"listen 127.0.0.1:{self.plain_port}",
            "api:8000": f"127.0.0.1:{api_port}",
        }
        used = set()
        for path in (self.folder / "nginx").rglob("*.conf"):
            text = path.read_text(encoding="utf-8")
            for old, new in places.items():
                if old in text:
                    used.add(old)
                    text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        assert used == set(places), f"nginx.conf no longer says {set(places) - used}"

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def publish(self, files: dict[str, str]) -> None:
        """Publish a front-end build of these files, by the script that production uses."""
        build = self.folder / "build"
        shutil.rmtree(build, ignore_errors=True)
        for name, text in files.items():
            (build / name).parent.mkdir(parents=True, exist_ok=True)
            (build / name).write_text(text, encoding="utf-8")
        subprocess.run([INFRA / "nginx/publish-pwa", build, self.pwa], check=True)

    def start(self) -> subprocess.Popen[bytes]:
        command = ["nginx", "-c", str(self.folder / "nginx/nginx.conf")]
        if os.geteuid() == 0:  # the test's folder is readable by its owner only
            command += ["-g", "user root;"]
        process = subprocess.Popen(command)
        wait_for_port(self.port, process)
        return process
