"""Addresses as others are given them: in links that are passed on, in letters, in codes on paper."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request
from werkzeug.routing import MapAdapter


class Service(Flask):
    """Flask, whose addresses for others begin as ``CAPACITY_BASE_URL`` says.

    The host that a request names is its sender's to choose; a page that is drawn once for many visitors would hand it
    on to all of them.
    """

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As ``Flask.create_url_adapter``."""
        adapter = super().create_url_adapter(request)
        if adapter is not None:
            base = urlsplit(self.config["BASE_URL"])
            adapter.url_scheme, adapter.server_name = base.scheme, base.netloc
        return adapter
