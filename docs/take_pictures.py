"""Take the pictures of the README from a running service: python docs/take_pictures.py [ADDRESS]."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {
    "peers": "/peers?org=RGT",
    "organisation": "/organisations/RGT",
    "technology": "/technologies/epic-epic",
}


def main(address: str) -> None:
    """Save one picture a page beside this file."""
    folder = Path(__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        for name, path in PAGES.items():
            page.goto(address + path)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
