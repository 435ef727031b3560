"""The application for any WSGI server: ``gunicorn capacity.wsgi`` and its kin."""

from capacity.factory import create_app

application = create_app()
