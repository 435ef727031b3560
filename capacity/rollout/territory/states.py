"""Kinds of provinces."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.languages import lazy_gettext as _l


class ProvinceKind(StrEnum):
    """What the administration calls it."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"


LABELS: dict[ProvinceKind, object] = {
    ProvinceKind.PROVINCE: _l("province"),
    ProvinceKind.PREFECTURE: _l("prefecture"),
}
