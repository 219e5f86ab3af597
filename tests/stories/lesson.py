"""The files of the stories, made in code: a lesson on fractions as slides, pages, film and photo, and bad files."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from media.formats.samples.office import lesson_pptx
from media.formats.samples.pdf import text_pdf
from repository.catalogue.demo_files import Lesson, make_file

MEBIBYTE = 1024 * 1024
POINTS = (
    ("Phân số bằng nhau", "Hai phân số bằng nhau khi tích chéo của chúng bằng nhau."),
    ("Rút gọn phân số", "Chia cả tử và mẫu cho ước chung lớn nhất của chúng."),
    ("Quy đồng mẫu số", "Mẫu số chung thường là bội chung nhỏ nhất của các mẫu."),
    ("So sánh phân số", "Cùng mẫu dương, phân số có tử lớn hơn thì lớn hơn."),
    ("Cộng phân số", "Cộng các tử và giữ nguyên mẫu khi mẫu đã giống nhau."),
    ("Trừ phân số", "Cộng phân số thứ nhất với số đối của phân số thứ hai."),
    ("Nhân phân số", "Nhân tử với tử và nhân mẫu với mẫu."),
    ("Chia phân số", "Nhân với phân số nghịch đảo của số chia."),
    ("Hỗn số", "Viết phần nguyên trước, phần phân số sau."),
    ("Phần trăm", "Phân số có mẫu bằng một trăm."),
    ("Chia bánh trung thu", "Chia đều tám chiếc bánh trung thu cho ba bạn."),
    ("Ôn tập", "Làm lại các ví dụ của bài và tự kiểm tra."),
)


@dataclass(frozen=True)
class File:
    """A file as the browser's file field takes it."""

    name: str
    data: bytes
    kind: str = "application/octet-stream"

    @property
    def payload(self) -> dict[str, object]:
        """The form playwright wants."""
        return {"name": self.name, "mimeType": self.kind, "buffer": self.data}


@dataclass(frozen=True)
class Fractions:
    """One lesson of mathematics for grade 6; `mark` keeps apart lessons of several runs in one city."""

    mark: str
    title: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", f"Phân số bằng nhau, tiết {self.mark}")

    @property
    def newer_title(self) -> str:
        """What the corrected version is called."""
        return f"{self.title} (đã sửa)"

    @property
    def slides(self) -> File:
        """Thirteen slides with pictures and notes."""
        return File(
            f"Toan lop 6 - Bai giang phan so {self.mark}.pptx", make_file("pptx", self._about("Bài giảng"))
        )

    @property
    def pages(self) -> File:
        """Thirteen pages; page 12 alone speaks of moon cakes."""
        return File(
            f"Toan 6 phieu bai tap phan so {self.mark}.pdf", make_file("pdf", self._about("Phiếu bài tập"))
        )

    @property
    def corrected_pages(self) -> File:
        """The same sheet with another third page."""
        return File(f"Toan 6 phieu bai tap phan so {self.mark} sua.pdf", self._corrected())

    @property
    def film(self) -> File:
        """A real film, with a padding box behind it so that it travels in four parts."""
        return File(
            f"Toan 6 phan so {self.mark}.mp4", padded(make_file("mp4", self._about("Phim")), 17 * MEBIBYTE)
        )

    @property
    def photo(self) -> File:
        """A photograph of the blackboard."""
        return File(f"Anh bang Toan 6 phan so {self.mark}.jpg", make_file("jpg", self._about("Ảnh bảng")))

    def _about(self, kind: str) -> Lesson:
        return Lesson(f"{kind}: Phân số bằng nhau, Toán lớp 6, tiết {self.mark}", 5, POINTS)

    def _corrected(self) -> bytes:
        better = list(POINTS)
        better[1] = (
            "Rút gọn phân số",
            "Chia cả tử và mẫu cho ước chung lớn nhất; kết quả là phân số tối giản.",
        )
        about = self._about("Phiếu bài tập")
        return make_file("pdf", Lesson(about.title, about.hue, better))


def padded(film: bytes, size: int) -> bytes:
    """An MP4 with a `free` box at its end, as cameras leave them, `size` bytes in all."""
    extra = size - len(film)
    return film + struct.pack(">I4s", extra, b"free") + bytes(extra - 8)


def small_slides(title: str) -> File:
    """A presentation of a few kilobytes, titled so."""
    return File(f"{title}.pptx", lesson_pptx(title=title))


def small_pages(title: str, pages: int = 3) -> File:
    """A document of a few kilobytes, titled so."""
    return File(
        f"{title}.pdf",
        text_pdf([[title, f"Trang thứ {number}"] for number in range(1, pages + 1)], title=title),
    )
