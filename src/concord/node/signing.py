"""Officers' keys and signatures: Ed25519, over the bytes of a file.

Source: docs/spec/node.md I6.
"""

from __future__ import annotations

from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from concord.node.errors import NodeError


def make_key() -> tuple[bytes, str]:
    """A new private key (32 bytes), and its public half in base 64."""
    made = Ed25519PrivateKey.generate()
    return made.private_bytes_raw(), b64encode(made.public_key().public_bytes_raw()).decode()


def sign(data: bytes, key: bytes) -> str:
    """The signature of some bytes, in base 64.

    Raises:
        NodeError: it is no private key.
    """
    try:
        return b64encode(Ed25519PrivateKey.from_private_bytes(key).sign(data)).decode()
    except ValueError as error:
        raise NodeError("an officer's key: expected one made by `concord node key`, found something else") from error


def is_public(text: str) -> bool:
    """Whether a text is a public key in base 64."""
    return _public(text) is not None


def is_signed(data: bytes, signature: bytes, public: str) -> bool:
    """Whether a signature (base 64) over some bytes was made with the private half of a key."""
    key = _public(public)
    try:
        if key is not None:
            key.verify(b64decode(signature, validate=True), data)
            return True
    except (InvalidSignature, ValueError):
        pass
    return False


def _public(text: str) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except ValueError:
        return None
