"""A real nginx with the shipped configuration (deploy/nginx), only its ports, certificates and folders changed."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from tests.suites import PROGRAMS

SHIPPED = Path(__file__).parents[1] / "deploy" / "nginx" / "hoclieu.conf"
FRAME = """
daemon off; worker_processes 1; pid {folder}/nginx.pid;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {servers}
}}
"""


@contextmanager
def nginx_in_front(folder: Path, *, site: int, content: int = 1, host: str = "localhost", tls: bool = True):
    """Starts it before the given ports; yields its own port. `tls=False` drops only the encryption."""
    port, plain = _free_port(), _free_port()
    config = folder / "nginx.conf"
    folder.chmod(0o755)
    config.write_text(
        FRAME.format(folder=folder, servers=_changed(folder, site, content, host, port, plain, tls))
    )
    program = shutil.which("nginx", path=PROGRAMS)
    process = subprocess.Popen([program, "-c", str(config), "-p", str(folder)], stderr=subprocess.PIPE)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _changed(folder, site, content, host, port, plain, tls) -> str:
    text = SHIPPED.read_text()
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
        ("127.0.0.1:8001", f"127.0.0.1:{content}"),
        ("tep.hoclieu-example.vn", f"files.{host}"),
        ("hoclieu.example.vn", host),
        ("listen 443 ssl http2;", f"listen {port} ssl http2;" if tls else f"listen {port};"),
        ("/var/log/nginx/", f"{folder}/"),
        ("listen 80;", f"listen {plain};"),
    ):
        assert old in text, f"the shipped configuration has no {old}"
        text = text.replace(old, new)
    if not tls:
        return re.sub(r"\n\s*ssl_certificate[^\n]*", "", text)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    text = re.sub(r"ssl_certificate /\S+;", f"ssl_certificate {certificate};", text)
    return re.sub(r"ssl_certificate_key /\S+;", f"ssl_certificate_key {key};", text)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _try in range(200):
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read().decode())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
