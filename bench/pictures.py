#!/usr/bin/env python3
"""Races rassegna with Hugo over the pictures of a site: 200 JPEGs of 1600 by 900, each in three widths of WebP.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow numpy
    /tmp/venv/bin/python bench/pictures.py --rassegna target/release/rassegna --hugo hugo [--count 200] [--rounds 3]

The JPEGs are made by a seeded generator: soft gradients, shapes and grain, so that they weigh and compress as photographs do
(some 250 kB each). Both sites hold one page for each picture, which shows it in copies of 480, 960 and 1600 pixels at quality
80; Hugo's filter is Lanczos, as ours. Each round empties both outputs and caches and builds both, one after the other, so
that both meet the same machine. Then rassegna builds again, which must make nothing. Times are of the wall clock; memory is
the largest resident set of the process.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
from PIL import Image, ImageFilter

WIDTHS = [480, 960, 1600]


def photograph(seed, path):
    """A picture that a camera might have taken, as far as an encoder can tell."""
    generator = numpy.random.default_rng(seed)
    width, height = 1600, 900
    down, across = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    light = numpy.zeros((height, width, 3), numpy.float32)
    for _ in range(14):
        x, y = generator.uniform(0, width), generator.uniform(0, height)
        reach = generator.uniform(60, 500)
        colour = generator.uniform(-90, 110, 3)
        spot = numpy.exp(-(((across - x) ** 2 + (down - y) ** 2) / (2 * reach**2)))
        light += spot[..., None] * colour
    for _ in range(40):
        x, y = int(generator.uniform(0, width)), int(generator.uniform(0, height))
        w, h = int(generator.uniform(20, 260)), int(generator.uniform(20, 200))
        light[y : y + h, x : x + w] += generator.uniform(-70, 70, 3)
    texture = generator.normal(0, 26, (height // 4, width // 4)).astype(numpy.float32)
    texture = numpy.asarray(Image.fromarray(texture).resize((width, height), Image.BICUBIC))
    light += texture[..., None] + generator.normal(0, 3.5, (height, width, 1))
    pixels = numpy.clip(light + 110, 0, 255).astype(numpy.uint8)
    Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(0.7)).save(path, quality=86)


def rassegna_site(root, pictures):
    widths = ", ".join(map(str, WIDTHS))
    (root / "rassegna.yaml").write_text(
        f"title: Pictures\nurl: https://example.org/\ntheme: plain\nsearch: false\nimages: {{widths: [{widths}], quality: 80}}\n"
        "taxonomies: {tags: false, companies: false, people: false, authors: false, sources: false, stories: false}\n"
        "outputs: {shelf: off, index: off, archive: off, atom: off, rss: off, json_feed: off, opml: off, data: off, "
        "sitemap: off, robots: off, not_found: off, social_card: off}\n"
    )
    templates = root / "themes/plain/templates"
    templates.mkdir(parents=True)
    (root / "themes/plain/theme.yaml").write_text("name: plain\napi: 1\n")
    (templates / "article.html").write_text("<h1>{{ article.title }}</h1>\n{{ article.content | safe }}\n")
    for at, picture in enumerate(pictures):
        folder = root / f"content/articles/p{at}"
        folder.mkdir(parents=True)
        os.link(picture, folder / "foto.jpg")
        (folder / "index.md").write_text(f"---\ntitle: Picture {at}\ndate: 2025-09-01\n---\n\n![A picture](foto.jpg)\n")


def hugo_site(root, pictures):
    (root / "hugo.toml").write_text(
        'baseURL = "https://example.org/"\ntitle = "Pictures"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "section", "home"]\n'
        '[imaging]\nquality = 80\nresampleFilter = "Lanczos"\n'
    )
    layouts = root / "layouts/_default"
    layouts.mkdir(parents=True)
    copies = ", ".join(f'{{{{ ($p.Resize "{width}x webp").RelPermalink }}}} {width}w' for width in WIDTHS)
    (layouts / "single.html").write_text(
        '<h1>{{ .Title }}</h1>\n{{ $p := .Resources.GetMatch "foto.jpg" }}\n'
        f'<img src="{{{{ $p.RelPermalink }}}}" srcset="{copies}" width="{{{{ $p.Width }}}}" height="{{{{ $p.Height }}}}" alt="A picture">\n'
    )
    for at, picture in enumerate(pictures):
        folder = root / f"content/p{at}"
        folder.mkdir(parents=True)
        os.link(picture, folder / "foto.jpg")
        (folder / "index.md").write_text(f"---\ntitle: Picture {at}\ndate: 2025-09-01\n---\n")


def run(command, folder):
    """Seconds and MiB of one run."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - began
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said}")
    return took, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, said


def weight(folder):
    copies = [path for path in Path(folder).rglob("*.webp")]
    return len(copies), sum(path.stat().st_size for path in copies) / 1024 / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rassegna", type=Path, required=True)
    parser.add_argument("--hugo", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the sites are laid, for example on a RAM disk")
    options = parser.parse_args()
    rassegna, hugo = options.rassegna.resolve(), options.hugo.resolve()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        scratch = Path(scratch)
        (scratch / "pictures").mkdir()
        pictures = [scratch / f"pictures/{at}.jpg" for at in range(options.count)]
        for at, picture in enumerate(pictures):
            photograph(at, picture)
        size = sum(picture.stat().st_size for picture in pictures) / len(pictures) / 1024
        print(f"{len(pictures)} JPEGs of 1600 by 900, {size:.0f} kB each; load {os.getloadavg()[0]:.1f}")
        ours, theirs = scratch / "rassegna", scratch / "hugo"
        ours.mkdir(), theirs.mkdir()
        rassegna_site(ours, pictures)
        hugo_site(theirs, pictures)
        times = {"rassegna": [], "hugo": []}
        for number in range(options.rounds):
            for name, folder, command, leavings in [
                ("rassegna", ours, [rassegna, "build"], ["public", ".rassegna"]),
                ("hugo", theirs, [hugo, "--quiet"], ["public", "resources"]),
            ]:
                for leaving in leavings:
                    shutil.rmtree(folder / leaving, ignore_errors=True)
                took, memory, work, _ = run(command, folder)
                count, megabytes = weight(folder / "public")
                times[name].append(took)
                print(
                    f"round {number + 1}  {name:9} {took:7.2f} s  {work:7.2f} s of work  {memory:5.0f} MiB"
                    f"  {count} copies of {megabytes:.1f} MB"
                )
            took, memory, _, said = run([rassegna, "build"], ours)
            print(f"round {number + 1}  again     {took:7.2f} s  {memory:22.0f} MiB  {said.strip().splitlines()[-1]}")
        middle = {name: statistics.median(all) for name, all in times.items()}
        print(f"median: rassegna {middle['rassegna']:.2f} s, hugo {middle['hugo']:.2f} s")


if __name__ == "__main__":
    main()
