"""Pictures people send, without what they tell beside the picture: place, device, owner."""

from __future__ import annotations

import io

import pi_heif
from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "HEIF")
JPEG_QUALITY = 88

pi_heif.register_heif_opener(thumbnails=False)


class PictureTooLarge(ValueError):
    """A picture has so many pixels that opening it would fill the memory."""


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that opens completely.

    Raises PictureTooLarge before decoding, or whatever the decoder says of a damaged one.
    """
    with _opened(data) as picture:
        size = picture.size
        picture.load()
    return size


def clean_picture(data: bytes) -> bytes:
    """The picture alone, upright, in its own colours; PNG stays PNG, all else becomes JPEG."""
    written = io.BytesIO()
    with _opened(data) as picture:
        ImageOps.exif_transpose(picture, in_place=True)
        profile = picture.info.get("icc_profile")
        # Writers carry over what they find in info: comments, XMP, EXIF.
        picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
        if picture.format == "PNG":
            picture.save(written, "PNG", icc_profile=profile, exif=b"")
        elif picture.mode in {"L", "RGB", "CMYK"}:
            picture.save(written, "JPEG", quality=JPEG_QUALITY, icc_profile=profile, exif=b"")
        else:
            picture.convert("RGB").save(written, "JPEG", quality=JPEG_QUALITY, exif=b"")
    return written.getvalue()


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise PictureTooLarge
    return picture
