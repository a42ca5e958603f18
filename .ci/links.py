#!/usr/bin/env python3
"""links.py FOLDER: every link of a built site that stays within the site leads to a file of FOLDER, and to an id in it.

Looked at: href, src, srcset, poster and the like, canonical and alternate addresses, addresses in <meta> (Open Graph,
refresh), url(…) in style sheets. The site's address, and so its path below the host, is what index.html calls canonical.
Ends with 1 and a list when something leads nowhere. It knows nothing of rassegna, on purpose: it is a second opinion.
"""
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

ADDRESSES = {"href", "src", "poster", "data", "action", "cite", "longdesc", "background"}
METAS = {"og:url", "og:image", "twitter:image"}


class Page(HTMLParser):
    """What a page refers to, each with its line, and the ids that it has."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.doubles, self.canonical = [], set(), [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        line, fields = self.getpos()[0], dict(attributes)
        for name, value in attributes:
            value = (value or "").strip()
            if name == "id" or (name == "name" and tag == "a"):
                if name == "id" and value in self.ids:
                    self.doubles.append((line, value))
                self.ids.add(value)
            elif name in ADDRESSES or name == "xlink:href":
                self.links.append((line, value))
            elif name in ("srcset", "imagesrcset"):
                self.links += [(line, part.split()[0]) for part in re.split(r",\s+", value) if part.split()]
            elif name == "style":
                self.links += [(line, address) for address in in_style(value)]
        if tag == "link" and fields.get("rel") == "canonical":
            self.canonical = fields.get("href")
        if tag == "meta":
            content = fields.get("content") or ""
            if (fields.get("property") or fields.get("name")) in METAS:
                self.links.append((line, content))
            if (fields.get("http-equiv") or "").lower() == "refresh" and "url=" in content.lower():
                self.links.append((line, re.split("url=", content, flags=re.I)[1].strip("'\" ")))

    handle_startendtag = handle_starttag


def in_style(text):
    return [address for address in re.findall(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)", text) if address.strip()]


class Site:
    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.files = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}
        self.pages = {name: Page(self.text(name)) for name in sorted(self.files) if name.endswith(".html")}
        front = self.pages.get("index.html")
        if front is None or not front.canonical:
            sys.exit(f"{folder}: no index.html that says its canonical address")
        self.base = front.canonical if front.canonical.endswith("/") else front.canonical + "/"
        self.host = "{0.scheme}://{0.netloc}".format(urlsplit(self.base))
        self.path = urlsplit(self.base).path

    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def address(self, name):
        """Where a file of the folder is published."""
        return self.base + (name[: -len("index.html")] if Path(name).name == "index.html" else name)

    def wrong(self, address, at):
        """What is wrong with an address that stands in a page published at `at`, or None."""
        if not address:
            return "it is empty"
        whole, fragment = urldefrag(urljoin(at, address))
        parts = urlsplit(whole)
        if parts.scheme not in ("http", "https") or f"{parts.scheme}://{parts.netloc}" != self.host:
            return None
        if not parts.path.startswith(self.path):
            return f"it leaves the site's path {self.path}"
        name = unquote(parts.path)[len(self.path) :]
        if name == "" or name.endswith("/"):
            name += "index.html"
        if name not in self.files:
            return "it needs a closing slash" if f"{name}/index.html" in self.files else "there is no such file"
        wanted = unquote(fragment)
        if wanted and name in self.pages and not wanted.startswith(":~:") and wanted not in self.pages[name].ids | {"top"}:
            return f"there is no id {wanted!r} in {name}"
        return None


def main():
    site, problems, count = Site(sys.argv[1]), [], 0
    for name in sorted(site.files):
        page = site.pages.get(name)
        if page:
            links = page.links
            problems += [f"{name}:{line}: the id {twice!r} stands twice" for line, twice in page.doubles]
        elif name.endswith(".css"):
            links = [(number, address) for number, line in enumerate(site.text(name).split("\n"), 1) for address in in_style(line)]
        else:
            continue
        for line, address in links:
            count += 1
            wrong = site.wrong(address, site.address(name))
            if wrong:
                problems.append(f"{name}:{line}: {address!r}: {wrong}")
    for problem in problems[:100]:
        print(problem)
    print(f"{len(problems)} problems in {count} addresses of {len(site.pages)} pages of {site.base}")
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
