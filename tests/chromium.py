"""The browser that pages are looked at with, if this machine has one."""

from __future__ import annotations

import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu"]
NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (chromium, chromium-browser)"),
]
"""The marks of tests that look at pages with it; the fixture `browser` gives it to them."""
