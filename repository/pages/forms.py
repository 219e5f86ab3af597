"""Forms of the portal's pictures: their size is read from the header before a byte is decoded."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.formats.pictures import TooManyPixels, open_picture

MEGAPIXEL = 1_000_000


class PortalPictureField(WagtailImageField):
    """Wagtail decodes a picture to learn its size; a picture of 30,000 x 30,000 would take the process down."""

    def to_python(self, data: Any) -> Any:
        if data:
            self.check_image_file_size(data)
            _check_header(data)
        return super().to_python(data)


class PortalImageForm(BaseImageForm):
    """The form for a portal picture, in the library, in the chooser and in the multiple upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            stock = self.fields["file"]
            self.fields["file"] = PortalPictureField(
                label=stock.label, required=stock.required, widget=stock.widget
            )


def _check_header(data: Any) -> None:
    data.seek(0)
    try:
        open_picture(BytesIO(data.read()))  # type: ignore[arg-type]
    except TooManyPixels as refusal:
        limit = refusal.limit // MEGAPIXEL
        size = -(-refusal.pixels // MEGAPIXEL)
        text = _(
            "This picture has %(size)d million pixels; at most %(limit)d million are taken. Make it smaller first."
        )
        raise ValidationError(text % {"size": size, "limit": limit}, code="too_many_pixels") from refusal
    except (OSError, ValueError, SyntaxError) as refusal:
        text = _(
            "This is not a picture in JPEG, PNG, GIF or WebP. Save it in one of these formats and try again."
        )
        raise ValidationError(text, code="invalid_image") from refusal
    finally:
        data.seek(0)
