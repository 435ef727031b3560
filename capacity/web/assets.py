"""Style sheets, scripts and signs, at addresses that change with their content and may be kept for a year.

Two style sheets are put together at the start, one for each direction of reading: Bootstrap's from its installed
package, then our tokens, the base, the components, and what contrast and paper change of them. Scripts
import their neighbours by relative address, so the whole folder shares one fingerprint.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
from flask import Blueprint, Flask, Response, abort, current_app, request

from capacity.core.cartography import MapDrawing, MapRegion, map_of
from capacity.core.config import resource
from capacity.core.languages import NAMES
from capacity.web.guards import public

YEAR = "public, max-age=31536000, immutable"
COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}
BUNDLES = {"app.ltr.css": "bootstrap.min.css", "app.rtl.css": "bootstrap.rtl.min.css"}
FIRST, LAST = ("tokens.css", "base.css"), ("contrast.css", "print.css")
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    content: bytes
    fingerprint: str

    @property
    def suffix(self) -> str:
        """``.css`` and the like."""
        return Path(self.name).suffix

    @property
    def mimetype(self) -> str:
        """What it is, for the browser."""
        return TYPES.get(self.suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def init_app(app: Flask) -> None:
    """Collect the files, and give templates ``asset(name)``, ``draw_map(regions, mini)`` and the names of languages."""
    app.extensions["assets"] = collected(resource("static"))
    app.register_blueprint(bp)
    app.jinja_env.globals.update(asset=address, draw_map=draw_map, LANGUAGE_NAMES=NAMES)


def address(name: str) -> str:
    """Where the file of this name is served: ``/static/<fingerprint>/<name>``; KeyError when there is none."""
    asset: Asset = current_app.extensions["assets"][name]
    return f"{request.script_root}/static/{asset.fingerprint}/{quote(name)}"


def draw_map(regions: list[MapRegion], mini: bool = False) -> MapDrawing:
    """The geometry of the map, for ``components/map.html``."""
    return _drawn(tuple(regions), mini=mini)


_drawn = lru_cache(maxsize=64)(map_of)


@bp.get("/static/<fingerprint>/<path:name>")
@public
def file(fingerprint: str, name: str) -> Response:
    """A file, pre-compressed as the browser likes it; an old fingerprint answers 404 rather than with other content."""
    asset: Asset | None = current_app.extensions["assets"].get(name)
    if asset is None or asset.fingerprint != fingerprint:
        abort(404)
    answer = served(asset)
    answer.headers["Cache-Control"] = YEAR
    return answer


def served(asset: Asset) -> Response:
    """A file as this browser likes it best."""
    encoding = _encoding(asset)
    answer = Response(compressed(asset.content, encoding) if encoding else asset.content, mimetype=asset.mimetype)
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    if asset.suffix in COMPRESSED:
        answer.vary.add("Accept-Encoding")
    return answer


def _encoding(asset: Asset) -> str | None:
    if asset.suffix not in COMPRESSED:
        return None
    accepted = request.accept_encodings
    return next((one for one in ("br", "gzip") if accepted[one] > 0), None)


@lru_cache(maxsize=256)
def compressed(content: bytes, encoding: str) -> bytes:
    """The content as small as it gets; done once per process."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=11))
    return gzip.compress(content, compresslevel=9, mtime=0)


def collected(folder: Path) -> dict[str, Asset]:
    """Every file under ``folder`` and the bundles, by name."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    scripts = fingerprint_of(b"\0".join(content for name, content in files.items() if name.startswith("js/")))
    assets = {
        name: Asset(name, content, scripts if name.startswith("js/") else fingerprint_of(content))
        for name, content in files.items()
        if not name.endswith(".css")
    }
    components = [name for name in files if name.startswith("components/")]
    ours = [files[name] for name in (*FIRST, *components, *LAST)]
    for name, theirs in BUNDLES.items():
        content = smaller(b"\n".join([(_bootstrap() / "css" / theirs).read_bytes(), *ours]))
        assets[name] = Asset(name, content, fingerprint_of(content))
    return assets


def fingerprint_of(content: bytes) -> str:
    """Twelve letters that change with the content."""
    return hashlib.sha256(content).hexdigest()[:12]


def smaller(sheet: bytes) -> bytes:
    """A style sheet without comments and needless blanks. None of our sheets has either inside quotes."""
    without_comments = re.sub(rb"/\*.*?\*/", b"", sheet, flags=re.DOTALL)
    return re.sub(rb"\s*\n\s*", b"\n", without_comments).strip()


def _bootstrap() -> Path:
    spec = find_spec("bootstrap")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package bootstrap-wrapper is not installed.")
    return Path(next(iter(spec.submodule_search_locations)))
