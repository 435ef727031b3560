"""What is sealed opens for whom it was meant, in the place it was meant for, and for nothing else."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.core import vault

QUICK = vault.Cost(memory_kib=8, passes=1)
texts = st.text(st.characters(codec="utf-8"), min_size=8, max_size=200)
secrets = st.binary(min_size=16, max_size=64)


def pair() -> vault.PrivateKey:
    return vault.unlock(vault.new_keys("a phrase", cost=QUICK), "a phrase")


@settings(max_examples=30)
@given(password=st.text(max_size=80), other=st.text(max_size=80))
def test_only_the_password_unlocks_a_pair(password: str, other: str) -> None:
    keys = vault.new_keys(password, cost=QUICK)
    assert vault.unlock(keys, password).public == keys.public
    if other != password:
        with pytest.raises(vault.WrongPassword):
            vault.unlock(keys, other)


def test_a_new_password_keeps_the_pair_and_ends_the_old_password() -> None:
    old = vault.new_keys("the first phrase", cost=QUICK)
    new = vault.rewrap(vault.unlock(old, "the first phrase"), "the second phrase", cost=QUICK)
    assert vault.unlock(new, "the second phrase") == vault.unlock(old, "the first phrase")
    assert new.salt != old.salt
    with pytest.raises(vault.WrongPassword):
        vault.unlock(new, "the first phrase")


def test_a_wrapped_key_under_a_foreign_public_half_does_not_open() -> None:
    mine, theirs = vault.new_keys("same", cost=QUICK), vault.new_keys("same", cost=QUICK)
    mixed = vault.WrappedKeys(theirs.public, mine.wrapped_private, mine.salt, mine.params)
    with pytest.raises(vault.WrongPassword):
        vault.unlock(mixed, "same")


def test_the_usual_cost_is_the_one_of_passwords() -> None:
    keys = vault.new_keys("a phrase")
    assert keys.params == "argon2id m=19456 t=2"
    assert vault.unlock(keys, "a phrase").public == keys.public


@pytest.mark.parametrize("params", ["", "argon2id m=-1 t=1", "argon2id m=8", "md5", "argon2id m=8 t=1\n"])
def test_unknown_parameters_are_refused(params: str) -> None:
    keys = vault.new_keys("a phrase", cost=QUICK)
    with pytest.raises(vault.CannotOpen):
        vault.unlock(vault.WrappedKeys(keys.public, keys.wrapped_private, keys.salt, params), "a phrase")


@given(secret=secrets, other=secrets)
def test_a_session_opens_with_its_cookie_alone(secret: bytes, other: bytes) -> None:
    private = vault.keys_of_code("K7QD-0000-1111-2222-3333-4444")
    sealed = vault.seal_for_session(private, secret)
    assert vault.open_from_session(sealed, secret) == private
    assert private.reveal() not in sealed
    if other != secret:
        with pytest.raises(vault.CannotOpen):
            vault.open_from_session(sealed, other)


def test_a_session_secret_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(vault.CannotOpen):
        vault.seal_for_session(pair(), "short")


def test_a_share_opens_for_the_person_it_was_made_for() -> None:
    key, member, stranger = vault.new_text_key(), pair(), pair()
    shared = vault.share(key, member.public)
    assert vault.open_share(shared, member) == key
    assert key.reveal() not in shared
    with pytest.raises(vault.CannotOpen):
        vault.open_share(shared, stranger)
    with pytest.raises(vault.CannotOpen):
        vault.open_share(shared[:-1], member)


@given(text=texts, context=st.binary(max_size=20), other=st.binary(max_size=20))
def test_a_sealed_text_opens_in_its_own_place_only(text: str, context: bytes, other: bytes) -> None:
    key = vault.new_text_key()
    sealed = vault.seal_text(key, text, context)
    assert vault.open_text(key, sealed, context) == text
    assert text.encode() not in sealed
    assert vault.seal_text(key, text, context) != sealed
    with pytest.raises(vault.CannotOpen):
        vault.open_text(vault.new_text_key(), sealed, context)
    if other != context:
        with pytest.raises(vault.CannotOpen):
            vault.open_text(key, sealed, other)


@given(content=st.binary(max_size=100), where=st.integers(min_value=0), flip=st.integers(1, 255))
def test_an_altered_byte_is_noticed(content: bytes, where: int, flip: int) -> None:
    key = vault.new_text_key()
    sealed = bytearray(vault.seal_bytes(key, content, b"version:1"))
    sealed[where % len(sealed)] ^= flip
    with pytest.raises(vault.CannotOpen):
        vault.open_bytes(key, bytes(sealed), b"version:1")


@given(rubbish=st.binary(max_size=100))
def test_rubbish_never_opens_and_never_crashes(rubbish: bytes) -> None:
    key, private = vault.new_text_key(), vault.keys_of_code("0" * 24)
    with pytest.raises(vault.CannotOpen):
        vault.open_bytes(key, rubbish, b"")
    with pytest.raises(vault.CannotOpen):
        vault.open_share(rubbish, private)
    with pytest.raises(vault.CannotOpen):
        vault.open_from_session(rubbish, b"0123456789abcdef")


def test_a_recovery_code_opens_a_draft_however_it_is_typed() -> None:
    code = vault.recovery_code_of("the secret of a browser", "1")
    key = vault.new_text_key()
    shared = vault.share(key, vault.keys_of_code(code).public)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert vault.open_share(shared, vault.keys_of_code(typed)) == key
    assert code == vault.recovery_code_of("the secret of a browser", "1")
    assert code != vault.recovery_code_of("the secret of a browser", "2")
    assert code != vault.recovery_code_of("the secret of another one", "1")
    assert [len(group) for group in code.split("-")] == [4] * 6


@given(st.text(max_size=40))
def test_what_cannot_be_a_code_is_said_to_be_none(typed: str) -> None:
    try:
        vault.keys_of_code(typed)
    except vault.WrongCode:
        return
    assert sum(letter.isalnum() for letter in typed) >= 24


@pytest.mark.parametrize("secret", [vault.new_text_key(), vault.keys_of_code("0" * 24)])
def test_a_secret_is_not_shown_by_accident(secret: vault.TextKey | vault.PrivateKey) -> None:
    for shown in (repr(secret), str(secret), f"{secret!r}"):
        assert str(secret.reveal()) not in shown
        assert secret.reveal().hex() not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
