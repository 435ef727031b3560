"""How a finished letter leaves: over SMTP, or into a folder when no server is set."""

from __future__ import annotations

import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from capacity.core.errors import Away, RefusedForGood

TIMEOUT = 20
LONGEST_LINE = 998
"""Of a letter (RFC 5322)."""
FOR_GOOD = 500
"""Answers of a mail server from this number on stay what they are, however often it is asked (RFC 5321)."""


def compose(
    *, sender: str, to: str, subject: str, text: str, html: str, message_id: str, language: str, unsubscribe: str = ""
) -> EmailMessage:
    """A message with a plain part and an HTML part, in one language; line breaks in headers are folded away.

    ``unsubscribe`` is the address at which one press ends such letters (RFC 8058), where the reader asked for them.
    """
    # An address in a header may not be folded: mail programs would no longer find it.
    message = EmailMessage(policy.default.clone(max_line_length=LONGEST_LINE) if unsubscribe else policy.default)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = language  # last: the content's own headers are moved into its parts
    return message


def send(message: EmailMessage, *, smtp_url: str, folder: Path) -> None:
    """Hand the message to the server of ``smtp_url``; without one, write it to ``folder`` as an .eml file.

    Raises Away when the server cannot be reached, RefusedForGood when it knows no such mailbox.
    """
    if not smtp_url:
        _put_into(folder, message)
        return
    with _connected(smtp_url) as server:
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _words in refused.recipients.values()]
            if min(codes, default=0) < FOR_GOOD:
                raise
            raise RefusedForGood(f"the mail server answered {codes}") from None


def _put_into(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(message.as_bytes())


def _connected(smtp_url: str) -> smtplib.SMTP:
    """A server that is ready to take a message: what goes wrong before that says nothing of the message."""
    parts = urlsplit(smtp_url)
    host, port = parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT)
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException) as problem:
        raise Away(f"the mail server does not answer: {type(problem).__name__}") from problem
    return server
