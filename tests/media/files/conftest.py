"""Folders of their own, one teacher, and a small tus client."""

import base64

import pytest
from django.test import Client

from config.accounts.models import User
from media.files import parts, services
from media.files.delivery import forget_answers
from media.formats.samples.pdf import text_pdf
from media.storage.base import NotStored
from tests.suites import apart

LESSON = text_pdf([["Phân số bằng nhau", "Toán lớp 6"], ["Luyện tập", "Quy đồng mẫu số"]], title="Phân số")


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.FILES_URL = apart(settings.FILES_URL)
    settings.FREE_DISK_FLOOR_BYTES = 0
    forget_answers()
    return tmp_path


def arrived(public_id):
    """What of an unfinished upload is in safety; None when nothing is kept of it."""
    try:
        with parts.opened(public_id) as path:
            return path.read_bytes()
    except NotStored:
        return None


@pytest.fixture
def teacher(db):
    return User.objects.create_user("thuy", display_name="Nguyễn Thị Thuỷ")


@pytest.fixture
def stranger(db):
    return User.objects.create_user("son", display_name="Hoàng Văn Sơn")


class TusClient:
    """Speaks tus by token only, as the upload element does after the session has ended."""

    def __init__(self, user, quota_holder="unit:truong-a"):
        self.client = Client()
        self.headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Token": services.upload_token(user, quota_holder=quota_holder),
        }

    def create(self, name, length, **headers):
        encoded = base64.b64encode(name.encode()).decode()
        metadata = f"filename {encoded},purpose {base64.b64encode(b'material').decode()}"
        return self.client.post(
            "/tai-len/tep/",
            headers={**self.headers, "Upload-Length": str(length), "Upload-Metadata": metadata, **headers},
        )

    def patch(self, location, offset, data, **headers):
        return self.client.patch(
            location,
            data=data,
            content_type="application/offset+octet-stream",
            headers={**self.headers, "Upload-Offset": str(offset), **headers},
        )

    def head(self, location):
        return self.client.head(location, headers=self.headers)

    def delete(self, location):
        return self.client.delete(location, headers=self.headers)

    def listing(self):
        return self.client.get("/tai-len/tep/", headers=self.headers).json()["uploads"]

    def status(self, location):
        return self.client.get(f"{location}trang-thai/", headers=self.headers).json()

    def send(self, name, data, part=5_000_000):
        location = self.create(name, len(data))["Location"]
        for offset in range(0, len(data), part):
            assert self.patch(location, offset, data[offset : offset + part]).status_code == 204
        return location


@pytest.fixture
def tus(teacher):
    return TusClient(teacher)
