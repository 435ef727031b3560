"""JPEG and PNG pictures, without what they tell beside the picture: place, device, owner."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress

from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG")
JPEG_QUALITY = 88

DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    TypeError,
    KeyError,
    IndexError,
    struct.error,
    zlib.error,
    UserWarning,
)
"""What the decoders say of a picture that is not whole; the last one where warnings are errors."""


class PictureTooLarge(ValueError):
    """A picture has so many pixels that opening it would fill the memory."""


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that opens completely.

    Raises PictureTooLarge before decoding, or one of DAMAGED.
    """
    with _opened(data) as picture:
        size = picture.size
        picture.load()
    return size


def clean_picture(data: bytes) -> bytes:
    """The picture alone, upright, in its own colours; each stays what it was."""
    written = io.BytesIO()
    with upright(data) as picture:
        profile = picture.info.pop("icc_profile", None)
        if picture.format == "PNG":
            picture.save(written, "PNG", icc_profile=profile, exif=b"")
        elif picture.mode in {"L", "RGB", "CMYK"}:
            picture.save(written, "JPEG", quality=JPEG_QUALITY, icc_profile=profile, exif=b"")
        else:
            picture.convert("RGB").save(written, "JPEG", quality=JPEG_QUALITY, exif=b"")
    return written.getvalue()


def upright(data: bytes) -> Image.Image:
    """The picture as it is looked at, with its colours' profile and nothing else that was told of it."""
    picture = _opened(data)
    with suppress(*DAMAGED):  # words about the picture may be broken while the picture is whole
        ImageOps.exif_transpose(picture, in_place=True)
    # Writers carry over what they find in info: comments, XMP, EXIF.
    kept = {"transparency", "icc_profile"}
    picture.info = {key: value for key, value in picture.info.items() if key in kept}
    return picture


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise PictureTooLarge
    return picture
