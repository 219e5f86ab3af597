"""What goes wrong around a test, made to happen: a cut line, a killed browser; and an address in a school's network."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.chromium import OPTIONS
from tests.suites import chromium

CHUNK = 65536


class Line:
    """A cable between a phone and the house: an address of its own that can be cut and mended."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._house = (parts.hostname or "localhost", parts.port or 80)
        self._ends: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        self.is_cut = False
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Everything under way breaks off; nothing new gets through."""
        self.is_cut = True
        for end in list(self._ends):
            hang_up(end)

    def mend(self) -> None:
        """The line is back."""
        self.is_cut = False

    def close(self) -> None:
        """For good."""
        self.cut()
        self._door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                phone, _address = self._door.accept()
                if self.is_cut:
                    hang_up(phone)
                else:
                    self._join(phone)

    def _join(self, phone: socket.socket) -> None:
        try:
            house = socket.create_connection(self._house, timeout=5)
        except OSError:
            hang_up(phone)
            return
        house.settimeout(None)
        self._ends |= {phone, house}
        for one, other in ((phone, house), (house, phone)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(CHUNK):
                other.sendall(data)
        for end in (one, other):
            hang_up(end)
            self._ends.discard(end)


def hang_up(end: socket.socket) -> None:
    """Close both ways at once."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Phone:
    """A browser of its own with a profile that stays: it can be killed and picked up again."""

    def __init__(self, driver, profile: Path, base_url: str) -> None:
        self._driver, self._profile, self._base_url = driver, profile, base_url
        self._process: subprocess.Popen[bytes] | None = None
        self.pick_up()

    def pick_up(self):
        """Start the browser; the page it shows."""
        port_file = self._profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                chromium(),
                *OPTIONS,
                "--headless",
                "--remote-debugging-port=0",
                "--window-size=360,740",
                "--accept-lang=vi-VN",
                f"--user-data-dir={self._profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().strip()):
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.1)
        port = port_file.read_text().splitlines()[0]
        self._browser = self._driver.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.page = self._browser.contexts[0].pages[0]
        self.page.set_viewport_size({"width": 360, "height": 740})
        return self.page

    def go(self, path: str):
        """Open an address of the house."""
        return self.page.goto(f"{self._base_url}{path}")

    def kill(self) -> None:
        """The battery is empty: SIGKILL for the browser and all its processes."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with suppress(Exception):
            self._browser.close()


@contextmanager
def own_phone(browser, profile: Path, base_url: str) -> Iterator[Phone]:
    """A phone that is put away at the end."""
    phone = Phone(browser.browser_type, profile, base_url)
    try:
        yield phone
    finally:
        phone.kill()


def lan_address() -> str:
    """This machine's address in its network; "" when it has none but itself."""
    told = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    return next((one for one in told if one.count(".") == 3 and not one.startswith("127.")), "")
