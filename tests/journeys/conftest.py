"""What the journeys take along."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A PDF, and a photo taken with a phone."""
    pdf, photo = tmp_path / "statuts.pdf", tmp_path / "recepisse.jpg"
    document = pikepdf.new()
    document.add_blank_page()
    document.save(pdf)
    taken = io.BytesIO()
    Image.effect_noise((900, 1200), 40).convert("RGB").save(taken, "JPEG")
    photo.write_bytes(taken.getvalue())
    return {"pdf": pdf, "photo": photo}
