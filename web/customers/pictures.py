"""Pictures that customers send: checked, drawn anew, made small. Pillow is loaded when the first one comes."""

from __future__ import annotations

from io import BytesIO

from flask_babel import gettext

from engine.errors import AnswersRefused
from handlers.documents import Photograph

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
"""Pixels: a page of A4 stays readable, and a picture takes some 300 KB."""
QUALITY = 78


def photograph(content: bytes) -> Photograph:
    """The picture as it is kept: upright, RGB, JPEG, without place, camera or anything else that came with it.

    Raises `AnswersRefused` for what is no picture, of another format, too large, or broken.
    """
    # Here, and not above: a server whose customers send nothing need not hold it.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    if not content or len(content) > MAX_BYTES:
        raise _refused(gettext("每张图片不超过 10 MB。"))
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _refused(gettext("图片太大，请降低分辨率后再拍。"))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as broken:
        raise _refused(gettext("只能上传 JPEG、PNG 或 WebP 图片；文件不是这样的图片，或已损坏。")) from broken
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photograph(out.getvalue(), upright.width, upright.height)


def _refused(sentence: str) -> AnswersRefused:
    return AnswersRefused(errors={"": [sentence]})
