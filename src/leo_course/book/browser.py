"""The browser in which the tests look at the site."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Where the installers put it on systems that do not add it to PATH.
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)


def find_browser() -> Path | None:
    """A Chromium or Chrome: the one that ``LEO_BROWSER`` names, or the first that is installed."""
    chosen = os.environ.get("LEO_BROWSER")
    if chosen:
        return Path(chosen)
    on_path = [found for found in map(shutil.which, NAMES) if found]
    installed = [place for place in PLACES if Path(place).exists()]
    return Path((on_path + installed)[0]) if on_path or installed else None
