"""Keys and sealed text for what the ministry must not read.

Each person has a key pair; its private half is wrapped by a key that argon2id makes of their password. A text has a key
of its own, shared with a person by sealing it to their public half. So a copy of the database and of the document store
opens nothing without a password or a printed recovery code. A running server that is under attack could still catch a
password as it is typed; the privacy notice says so.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from nacl import bindings, encoding, exceptions, public, pwhash, utils
from nacl.hash import blake2b, sha256

KEY_BYTES = 32
NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 24


class VaultError(Exception):
    """Something sealed did not open."""


class WrongPassword(VaultError):
    """The password does not open this private key, or the key was altered."""


class CannotOpen(VaultError):
    """Wrong key, wrong context, or altered bytes; which of them is not known."""


class WrongCode(VaultError):
    """What was typed cannot be a recovery code."""


@dataclass(frozen=True)
class Cost:
    """What one guess at a password costs."""

    memory_kib: int = 19456
    passes: int = 2

    def __str__(self) -> str:
        return f"argon2id m={self.memory_kib} t={self.passes}"

    @classmethod
    def parse(cls, params: str) -> Cost:
        """The cost that ``str`` wrote."""
        found = re.fullmatch(r"argon2id m=(\d{1,9}) t=(\d{1,4})", params)
        if found is None:
            raise CannotOpen("unknown parameters of a wrapped key")
        return cls(memory_kib=int(found[1]), passes=int(found[2]))


DEFAULT_COST = Cost()


class _Secret:
    """Thirty-two bytes that no log line, page or pickle shows by accident."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise CannotOpen("a key has thirty-two bytes")
        self._raw = raw

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and secrets.compare_digest(self._raw, other._raw)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not pickled")

    def reveal(self) -> bytes:
        """The bytes themselves, for sealing only."""
        return self._raw


class PrivateKey(_Secret):
    """The half of a pair that opens what is sealed to its public half."""

    __slots__ = ()

    @property
    def public(self) -> bytes:
        """The half that everybody may know."""
        return bytes(public.PrivateKey(self._raw).public_key)


class TextKey(_Secret):
    """The key of one text and its versions."""

    __slots__ = ()


@dataclass(frozen=True)
class WrappedKeys:
    """What is stored of a person's pair."""

    public: bytes
    wrapped_private: bytes
    salt: bytes
    params: str


def new_keys(password: str, *, cost: Cost = DEFAULT_COST) -> WrappedKeys:
    """A new pair, wrapped by the password."""
    return rewrap(PrivateKey(utils.random(KEY_BYTES)), password, cost=cost)


def rewrap(private: PrivateKey, password: str, *, cost: Cost = DEFAULT_COST) -> WrappedKeys:
    """The same pair under another password."""
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    wrapped = _seal(_password_key(password, salt, cost), private.reveal(), b"private key" + private.public)
    return WrappedKeys(public=private.public, wrapped_private=wrapped, salt=salt, params=str(cost))


def unlock(wrapped: WrappedKeys, password: str) -> PrivateKey:
    """The private key; raises WrongPassword."""
    key = _password_key(password, wrapped.salt, Cost.parse(wrapped.params))
    try:
        private = PrivateKey(_open(key, wrapped.wrapped_private, b"private key" + wrapped.public))
    except CannotOpen:
        raise WrongPassword from None
    if private.public != wrapped.public:
        raise WrongPassword
    return private


def _password_key(password: str, salt: bytes, cost: Cost) -> bytes:
    typed = password.encode("utf-8", "surrogatepass")
    return pwhash.argon2id.kdf(KEY_BYTES, typed, salt, opslimit=cost.passes, memlimit=cost.memory_kib * 1024)


def seal_for_session(private: PrivateKey, secret: str | bytes) -> bytes:
    """The open key while someone is signed in, under a secret that only their cookie holds."""
    return _seal(_derived(secret, b"session"), private.reveal(), b"session")


def open_from_session(sealed: bytes, secret: str | bytes) -> PrivateKey:
    """The key again; raises CannotOpen."""
    return PrivateKey(_open(_derived(secret, b"session"), sealed, b"session"))


def new_text_key() -> TextKey:
    """A key for a new text."""
    return TextKey(utils.random(KEY_BYTES))


def share(text_key: TextKey, public_half: bytes) -> bytes:
    """The text's key, for the person with this public half alone."""
    return public.SealedBox(public.PublicKey(public_half)).encrypt(text_key.reveal())


def open_share(shared: bytes, private: PrivateKey) -> TextKey:
    """The text's key again; raises CannotOpen."""
    try:
        return TextKey(public.SealedBox(public.PrivateKey(private.reveal())).decrypt(shared))
    except (exceptions.CryptoError, ValueError):
        raise CannotOpen from None


def seal_text(text_key: TextKey, text: str, context: bytes) -> bytes:
    """A text sealed for its place: under another ``context`` (say ``b"version:17"``) it does not open."""
    return seal_bytes(text_key, text.encode("utf-8", "surrogatepass"), context)


def open_text(text_key: TextKey, sealed: bytes, context: bytes) -> str:
    """The text again; raises CannotOpen."""
    return open_bytes(text_key, sealed, context).decode("utf-8", "surrogatepass")


def seal_bytes(text_key: TextKey, content: bytes, context: bytes) -> bytes:
    """A file sealed for its place."""
    return _seal(text_key.reveal(), content, b"content" + context)


def open_bytes(text_key: TextKey, sealed: bytes, context: bytes) -> bytes:
    """The file again; raises CannotOpen."""
    return _open(text_key.reveal(), sealed, b"content" + context)


def key_of_service(service_secret: str, purpose: bytes) -> TextKey:
    """A key for what the service itself has to read, of its own secret, which no copy of the database or of the
    documents holds; another for each ``purpose`` (sixteen bytes at most)."""
    return TextKey(_derived(service_secret, purpose))


def recovery_code_of(secret: str, request: str) -> str:
    """A code to print at the start: 120 bits in six groups of four, without letters that look alike.

    It is the same whenever it is asked for with this secret and request. The secret is a random one that the asker's
    browser alone holds: who lost the page with the code by pressing twice is shown it again, and nobody else can make
    it.
    """
    made = int.from_bytes(_derived(f"{secret}:{request}", b"code of request"), "big")
    letters = "".join(CODE_ALPHABET[made >> (5 * place) & 31] for place in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def keys_of_code(code: str) -> PrivateKey:
    """The pair that a recovery code stands for, however it was typed; raises WrongCode when it cannot be one.

    Keep its public half and a share of the text's key; never the code.
    """
    typed = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(str.maketrans("OIL", "011"))
    if len(typed) != CODE_LENGTH or not set(typed) <= set(CODE_ALPHABET):
        raise WrongCode
    return PrivateKey(_derived(typed, b"recovery"))


def _derived(secret: str | bytes, purpose: bytes) -> bytes:
    """A key of a secret that is random already, so that a quick hash is enough."""
    material = secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else secret
    if len(material) < CODE_LENGTH // 2:
        raise CannotOpen("the secret is too short")
    short = sha256(material, encoder=encoding.RawEncoder)
    return blake2b(short, digest_size=KEY_BYTES, person=purpose, encoder=encoding.RawEncoder)


def _seal(key: bytes, content: bytes, context: bytes) -> bytes:
    nonce = utils.random(NONCE_BYTES)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(content, context, nonce, key)


def _open(key: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[NONCE_BYTES:], context, sealed[:NONCE_BYTES], key
        )
    except (exceptions.CryptoError, ValueError, TypeError):
        raise CannotOpen from None
