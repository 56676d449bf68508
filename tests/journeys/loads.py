"""How many pages somebody waits for on their way, counted as a person would count them."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, Response


class Loads:
    """What the window itself shows: no fragments of a page, no files, no addresses passed through.

    `seen` are the paths of the documents that were answered; `count` the pages that were shown.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []
        self.count = 0
        page.on("response", self._answered)
        page.on("domcontentloaded", self._shown)

    def _answered(self, answer: Response) -> None:
        document = answer.request.resource_type == "document"
        if document and answer.request.frame == self.page.main_frame and answer.status < 300:
            self.seen.append(urlsplit(answer.url).path)

    def _shown(self, _page: Page) -> None:
        self.count += 1
