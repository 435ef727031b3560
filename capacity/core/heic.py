"""A phone's HEIC as a JPEG, decoded in a process of its own: a damaged one can bring the decoder down.

This file is both sides of it. It is run by its path and imports no other module of the house.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pi_heif
from PIL import ImageOps

MOST_PIXELS = 60_000_000
JPEG_QUALITY = 88
SECONDS = 20
MEMORY_BYTES = 2 * 1024**3
TOO_LARGE = 3


class HeicDamaged(ValueError):
    """The picture did not open."""


class HeicTooLarge(ValueError):
    """The picture has too many pixels."""


def to_jpeg(data: bytes) -> bytes:
    """The first picture of a HEIC, upright and without what it tells beside the picture."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell; the picture comes in by a pipe
            [sys.executable, "-I", str(Path(__file__))], input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise HeicDamaged from None
    if done.returncode == TOO_LARGE:
        raise HeicTooLarge
    if done.returncode != 0 or not done.stdout.startswith(b"\xff\xd8"):
        raise HeicDamaged
    return done.stdout


def _child() -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    opened = pi_heif.open_heif(BytesIO(sys.stdin.buffer.read()), convert_hdr_to_8bit=True)
    if opened.size[0] * opened.size[1] > MOST_PIXELS:
        return TOO_LARGE
    picture = opened.to_pillow()
    del opened  # its points lie in the picture now: those of a large one are held once, or twice while it is turned
    ImageOps.exif_transpose(picture, in_place=True)
    profile = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    picture.info = {}
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    picture.save(sys.stdout.buffer, "JPEG", quality=JPEG_QUALITY, icc_profile=profile, exif=b"")
    return 0


if __name__ == "__main__":
    sys.exit(_child())
