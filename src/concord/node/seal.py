"""The seal of a node: handles that say nothing to whoever holds them, names that nobody else can make.

Source: docs/spec/node.md I7; docs/spec/desk.md D10, D33.
"""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 64
"""Half of a key seals, half of it names."""

_NONCE = 12
_PADDED = 512


class NodeSeal:
    """Seals with a key that stays with the node; any process that has the key opens what another sealed."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of a node: expected {KEY_BYTES} bytes, found {len(key)}")
        self._cipher, self._naming = AESGCM(key[: KEY_BYTES // 2]), key[KEY_BYTES // 2 :]

    def seal(self, text: str) -> str:
        """A handle for `text`, another one each time."""
        plain, nonce = text.encode("utf-8", "surrogatepass"), os.urandom(_NONCE)
        padded = plain + b"\0" * (-len(plain) % _PADDED)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, padded, None)).decode()

    def opened(self, handle: str) -> str | None:
        """The text of a handle, or None if this node did not make it."""
        try:
            sealed = urlsafe_b64decode(handle.encode("ascii"))
            padded = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (ValueError, InvalidTag):
            return None
        return padded.rstrip(b"\0").decode("utf-8", "surrogatepass")

    def name(self, text: str) -> str:
        """The name that `text` has in this node."""
        return hmac.new(self._naming, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:32]
