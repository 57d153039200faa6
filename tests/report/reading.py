"""Reads a page as text and as the files it loads."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self._words, self.tags, self.loads, self.classes = [], [], [], []
        self._hidden = None
        self.feed(html)

    @property
    def text(self):
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        known = dict(attrs)
        self.classes += (known.get("class") or "").split()
        address = known.get("src") or known.get("href")
        if address and not address.startswith(("#", "data:")):
            self.loads.append(address)
        if tag in ("script", "style"):
            self._hidden = tag

    def handle_endtag(self, tag):
        if tag == self._hidden:
            self._hidden = None

    def handle_data(self, data):
        if self._hidden is None:
            self._words.append(data)
