#!/usr/bin/env python3
"""feeds.py FOLDER: the machine-readable files of a built site can be read, and what they point to is there.

Every .xml, .opml, .svg is well-formed, every .json is JSON. Atom, RSS and JSON feeds have what their standards ask for, ids
that are used once, dates, entries from the newest to the oldest, and no relative address in their texts. Every address of the
site in a feed, in a sitemap, in feeds.opml or in robots.txt leads to a file. Each page that a reader can list is in the sitemap.
"""
import email.utils
import json
import re
import sys
import xml.etree.ElementTree as xml
from datetime import datetime

sys.dont_write_bytecode = True
from links import Site  # noqa: E402

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FULL = "{http://purl.org/rss/1.0/modules/content/}encoded"
RELATIVE = re.compile(r"""\s(?:href|src)=["'](?!https?:|mailto:|tel:|data:|#)([^"']*)""")


class Feeds:
    def __init__(self, folder):
        self.site, self.problems, self.kinds, self.listed = Site(folder), [], {}, set()

    def bad(self, name, what):
        self.problems.append(f"{name}: {what}")

    def need(self, name, held, what):
        if held is None or not str(held).strip():
            self.bad(name, f"no {what}")

    def leads(self, name, address):
        if not re.match(r"[a-z]+:", address or ""):
            return self.bad(name, f"{address!r} is not absolute")
        wrong = self.site.wrong(address, self.site.base)
        if wrong:
            self.bad(name, f"{address!r}: {wrong}")

    def entries(self, name, ids, dates, texts):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            self.bad(name, f"the id {twice!r} stands twice")
        if dates != sorted(dates, reverse=True):
            self.bad(name, "entries are not from the newest to the oldest")
        for text in texts:
            for address in RELATIVE.findall(text or ""):
                self.bad(name, f"a relative address within a text: {address!r}")

    def atom(self, name, feed):
        for what in ("id", "title", "updated"):
            self.need(name, feed.findtext(ATOM + what), what)
        found = feed.findall(ATOM + "entry")
        for entry in found:
            for what in ("id", "title", "updated", "published"):
                self.need(name, entry.findtext(ATOM + what), f"{what} of an entry")
        for link in feed.iter(ATOM + "link"):
            self.leads(name, link.get("href"))
        self.entries(
            name,
            [entry.findtext(ATOM + "id") for entry in found],
            [datetime.fromisoformat(entry.findtext(ATOM + "published").replace("Z", "+00:00")) for entry in found],
            [entry.findtext(ATOM + what) for entry in found for what in ("content", "summary")],
        )

    def rss(self, name, feed):
        channel = feed.find("channel")
        for what in ("title", "link", "description"):
            self.need(name, channel.findtext(what), what)
        found = channel.findall("item")
        for item in found:
            for what in ("title", "link", "guid", "pubDate"):
                self.need(name, item.findtext(what), f"{what} of an item")
            self.leads(name, item.findtext("link"))
        self.entries(
            name,
            [item.findtext("guid") for item in found],
            [email.utils.parsedate_to_datetime(item.findtext("pubDate")) for item in found],
            [item.findtext(what) for item in found for what in ("description", FULL)],
        )

    def json_feed(self, name, feed):
        for what in ("title", "home_page_url", "feed_url"):
            self.need(name, feed.get(what), what)
        for what in ("home_page_url", "feed_url"):
            self.leads(name, feed.get(what))
        found = feed["items"]
        for item in found:
            for what in ("id", "url", "date_published"):
                self.need(name, item.get(what), f"{what} of an item")
            self.leads(name, item.get("url"))
        self.entries(
            name,
            [item["id"] for item in found],
            [datetime.fromisoformat(item["date_published"].replace("Z", "+00:00")) for item in found],
            [item.get("content_html") for item in found],
        )

    def sitemap(self, name, root):
        for place in root.iter(MAP + "loc"):
            self.leads(name, place.text)
            if root.tag == MAP + "urlset":
                self.listed.add(place.text)

    def read(self, name):
        if name.endswith((".xml", ".opml", ".svg")):
            root = xml.fromstring((self.site.folder / name).read_bytes())
            if root.tag == ATOM + "feed":
                return "Atom feeds", self.atom(name, root)
            if root.tag == "rss":
                return "RSS feeds", self.rss(name, root)
            if root.tag in (MAP + "urlset", MAP + "sitemapindex"):
                return "sitemaps", self.sitemap(name, root)
            if root.tag == "opml":
                return "lists of feeds", [self.leads(name, line.get("xmlUrl")) for line in root.iter("outline") if line.get("xmlUrl")]
            return "other XML", None
        if name.endswith(".json"):
            value = json.loads(self.site.text(name))
            if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")):
                return "JSON feeds", self.json_feed(name, value)
            return "other JSON", None
        if name == "robots.txt":
            return "robots.txt", [self.leads(name, address) for address in re.findall(r"(?im)^sitemap:\s*(\S+)", self.site.text(name))]
        return None, None

    def unlisted(self):
        for name, page in self.site.pages.items():
            hidden = re.search(r"<meta name=.robots. content=.[^>]*noindex", self.site.text(name))
            if page.canonical == self.site.address(name) and not hidden and page.canonical not in self.listed:
                self.bad(name, "it is not in the sitemap")

    def run(self):
        for name in sorted(self.site.files):
            try:
                kind, _ = self.read(name)
            except Exception as error:  # whatever it is, the file cannot be read as what it says it is
                self.bad(name, f"{type(error).__name__}: {error}")
                continue
            if kind:
                self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.unlisted()
        for kind in ("Atom feeds", "RSS feeds", "JSON feeds", "sitemaps", "lists of feeds"):
            if kind not in self.kinds:
                self.bad(".", f"there are no {kind}")
        for problem in self.problems[:100]:
            print(problem)
        print(f"{len(self.problems)} problems;", ", ".join(f"{count} {kind}" for kind, count in self.kinds.items()))
        return 1 if self.problems else 0


if __name__ == "__main__":
    sys.exit(Feeds(sys.argv[1]).run())
