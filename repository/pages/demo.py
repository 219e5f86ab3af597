"""The demo city's portal: a front page with two shelves, a text and a drawn picture. Idempotent."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from config.accounts.models import User
from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from repository.catalogue.models import LearningMaterial
from repository.organisations.models import OrgUnit
from repository.pages.models import HomePage, PortalImage, PortalPage
from repository.pages.places import EDITOR_ROLES, city_editors, ensure_home, ensure_section
from repository.pages.services import sync_portal_editor

ON_A_SHELF = 8
WELCOME = (
    "<h2>Kho học liệu chung của thành phố</h2>"
    "<p>Thầy/Cô đăng bài giảng của mình, tổ chuyên môn thẩm định, nhà trường duyệt, và các trường khác cùng dùng. "
    "Mỗi học liệu đều ghi rõ tác giả, trường và giấy phép.</p>"
)
HELP = (
    "<h2>Tìm học liệu</h2><p>Gõ từ khoá có dấu hoặc không dấu. Kết quả chỉ ra trang có nội dung Thầy/Cô cần.</p>"
    "<h2>Đăng học liệu</h2><p>Kéo tệp vào trang Tải lên, kiểm tra thông tin được gợi ý rồi gửi duyệt.</p>"
)


@DEMO_STEPS.register("portal", order=90)
def build_portal(size: DemoSize, progress: ProgressReport) -> None:
    """Front page, help page, picture, and the editors' group."""
    progress(0, 3, "portal editors")
    city_editors()
    for user in User.objects.filter(memberships__role__in=EDITOR_ROLES).distinct():
        sync_portal_editor(user)
    progress(1, 3, "front page")
    home = ensure_home()
    if not home.body:
        _fill_home(home)
    for school in OrgUnit.objects.schools():
        ensure_section(school)
    progress(2, 3, "help page")
    if not home.get_children().filter(slug="huong-dan").exists():
        help_page = PortalPage(
            title="Hướng dẫn", slug="huong-dan", show_in_menus=True, body=[_text("help", HELP)]
        )
        home.add_child(instance=help_page)
        help_page.save_revision().publish()
    progress(3, 3, "portal")


def _fill_home(page: HomePage) -> None:
    shared = LearningMaterial.objects.filter(
        live=True, grants__ended_at__isnull=True, grants__isnull=False
    ).distinct()
    newest = list(shared.order_by("-published_at", "-id")[:ON_A_SHELF])
    maths = list(shared.filter(subject__code="TOAN").order_by("-use_count", "-id")[:ON_A_SHELF])
    shelves = [_shelf("Học liệu chọn lọc", newest), _shelf("Toán: cùng soạn bài", maths or newest)]
    page.body = [*shelves, _text("welcome", WELCOME), _picture()]
    page.save_revision().publish()


def _shelf(title: str, materials: list[LearningMaterial]) -> dict[str, Any]:
    items = [
        {"type": "item", "value": material.pk, "id": _block_id(f"{title}:{material.pk}")}
        for material in materials
    ]
    return {"type": "shelf", "value": {"title": title, "materials": items}, "id": _block_id(title)}


def _text(key: str, html: str) -> dict[str, Any]:
    return {"type": "text", "value": html, "id": _block_id(key)}


def _picture() -> dict[str, Any]:
    image = PortalImage.objects.filter(title="Sân trường buổi sáng").first() or _draw_picture()
    value = {"image": image.pk, "decorative": False, "alt_text": "Sân trường buổi sáng với hàng phượng đỏ"}
    return {"type": "picture", "value": value, "id": _block_id("picture")}


def _draw_picture() -> PortalImage:
    """A school yard in the morning, drawn here so that the demo brings no foreign picture."""
    width, height = 1600, 600
    canvas = Image.new("RGB", (width, height), "#e7f1ee")
    pen = ImageDraw.Draw(canvas)
    pen.ellipse((1180, 60, 1340, 220), fill="#ffe08a")
    pen.rectangle((0, 430, width, height), fill="#dcd3bd")
    pen.rectangle((420, 210, 1120, 430), fill="#fbf9f4", outline="#0b6a5b", width=6)
    pen.polygon([(380, 210), (1160, 210), (1080, 130), (460, 130)], fill="#b8402a")
    for left in range(460, 1080, 110):
        pen.rectangle((left, 260, left + 64, 340), fill="#0b6a5b")
    for trunk in (150, 300, 1240, 1420):
        pen.rectangle((trunk, 300, trunk + 22, 470), fill="#6d6857")
        pen.ellipse((trunk - 90, 170, trunk + 112, 330), fill="#b8402a")
        pen.ellipse((trunk - 60, 140, trunk + 60, 250), fill="#c9553e")
    buffer = BytesIO()
    canvas.save(buffer, "PNG", optimize=True)
    buffer.seek(0)
    image = PortalImage(title="Sân trường buổi sáng", alt_text="Sân trường buổi sáng với hàng phượng đỏ")
    image.file.save("san-truong.png", ImageFile(buffer, name="san-truong.png"), save=False)
    image.save()
    return image


def _block_id(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"hoclieu:portal:{key}"))
