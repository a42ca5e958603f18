#!/usr/bin/env python3
"""Draws the illustrations of the demonstration site, always the same ones.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow
    /tmp/venv/bin/python scripts/pictures.py            # all of them
    /tmp/venv/bin/python scripts/pictures.py chip rete  # only these

Every picture is one function of a seeded random generator. It draws at twice the final size, since Pillow has
no smooth edges of its own, and `save` shrinks the canvas, adds a trace of paper grain and writes a JPEG.
"""

import math
import random
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, SCALE = 1600, 900, 2
W, H = WIDTH * SCALE, HEIGHT * SCALE
LIMIT = 180_000

INK, NIGHT, SLATE, MIST = "#0f1829", "#172640", "#30476a", "#93a7bd"
PAPER, SAND, STONE = "#f3ecdf", "#e5d7bf", "#b9ab95"
RED, OCHRE, TEAL = "#d2452e", "#e3a53d", "#2b8482"

PICTURES = {}


def picture(path):
    """Registers a drawing under its file's name; `path` is where the JPEG goes, from the root of the repository."""

    def register(draw):
        PICTURES[Path(path).stem] = (path, draw)
        return draw

    return register


# ── Tools ────────────────────────────────────────────────────────────────────────────────────────────────


def rgb(colour, alpha=None):
    parts = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return parts if alpha is None else (*parts, int(255 * alpha))


def mix(a, b, t):
    """The colour that lies at t between a and b, as #rrggbb."""
    return "#%02x%02x%02x" % tuple(round(x + (y - x) * t) for x, y in zip(rgb(a), rgb(b)))


def gradient(*stops):
    """A canvas that fades from top to bottom through the given colours, evenly spaced."""
    column = Image.new("RGB", (1, H))
    for y in range(H):
        place = y / (H - 1) * (len(stops) - 1)
        i = min(int(place), len(stops) - 2)
        column.putpixel((0, y), rgb(mix(stops[i], stops[i + 1], place - i)))
    return column.resize((W, H))


def layer():
    image = Image.new("RGBA", (W, H), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def over(canvas, image):
    canvas.paste(image, (0, 0), image)


def glow(canvas, paint, radius, strength=1.0):
    """Adds light: whatever `paint` draws on black is blurred and screened onto the canvas."""
    full = Image.new("RGB", (W, H), 0)
    paint(ImageDraw.Draw(full))
    light = full.resize((W // 4, H // 4), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(radius / 4))
    light = light.resize((W, H), Image.Resampling.BICUBIC)
    if strength != 1.0:
        light = light.point(lambda v: int(v * strength))
    canvas.paste(ImageChops.screen(canvas, light))


def shadow(canvas, paint, radius, strength=0.35):
    """Darkens the canvas softly where `paint` draws in white."""
    mask = Image.new("L", (W, H), 0)
    paint(ImageDraw.Draw(mask))
    mask = mask.resize((W // 4, H // 4), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(radius / 4))
    mask = mask.resize((W, H), Image.Resampling.BICUBIC).point(lambda v: int(v * strength))
    canvas.paste(Image.new("RGB", (W, H), rgb(INK)), (0, 0), mask)


def disc(draw, x, y, r, **style):
    draw.ellipse((x - r, y - r, x + r, y + r), **style)


def curve(draw, points, fill, width):
    """A polyline with round joints and round ends."""
    draw.line(points, fill=fill, width=width, joint="curve")
    for x, y in (points[0], points[-1]):
        disc(draw, x, y, width / 2 - 0.5, fill=fill)


def polygon(x, y, r, sides, turn=0.0):
    step = 2 * math.pi / sides
    return [(x + r * math.cos(turn + i * step), y + r * math.sin(turn + i * step)) for i in range(sides)]


def save(canvas, path, seed):
    image = canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    grain = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(seed).randbytes(WIDTH * HEIGHT))
    grain = grain.filter(ImageFilter.GaussianBlur(0.8)).point(lambda v: 128 + (v - 128) // 9)
    image = ImageChops.overlay(image, Image.merge("RGB", (grain,) * 3))
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    for quality in range(82, 50, -4):
        image.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        if target.stat().st_size <= LIMIT:
            break
    return target.stat().st_size


# ── Pictures ─────────────────────────────────────────────────────────────────────────────────────────────


@picture("content/articles/2025/09/nvidia-investe-in-openai/chip.jpg")
def chip(rng):
    """A processor seen from above, its traces running to the edges of the board."""
    canvas = gradient(NIGHT, INK)
    cx, cy, half = W / 2, H / 2, 430
    lanes = 23
    traces = []
    for side in range(4):
        for lane in range(lanes):
            offset = (lane - (lanes - 1) / 2) * 33
            first = half + 60 + 13 * abs(lane - lanes // 2) + rng.randrange(0, 50)
            spread = offset * rng.choice((0.75, 1.1, 1.5))
            second = first + abs(spread)
            last = second + rng.randrange(60, 900 if side % 2 == 0 else 260)
            path = [(half, offset), (first, offset), (second, offset + spread), (last, offset + spread)]
            turned = []
            for a, b in path:
                turned.append(((cx + a, cy + b), (cx + b, cy + a), (cx - a, cy + b), (cx + b, cy - a))[side])
            traces.append((turned, rng.choices((MIST, SLATE, RED, OCHRE), (3, 8, 1.6, 1.2))[0]))
    image, draw = layer()
    for points, colour in traces:
        curve(draw, points, rgb(colour), 7)
        x, y = points[-1]
        disc(draw, x, y, 15, fill=rgb(INK), outline=rgb(colour), width=6)
    over(canvas, image)

    def light(d):
        for points, colour in traces:
            if colour in (RED, OCHRE):
                d.line(points, fill=rgb(colour), width=12)
        d.rectangle((cx - half, cy - half, cx + half, cy + half), fill=rgb(SLATE))

    glow(canvas, light, 60, 0.7)
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle((cx - half, cy - half, cx + half, cy + half), 36, fill=INK, outline=MIST, width=6)
    draw.rounded_rectangle((cx - half + 40, cy - half + 40, cx + half - 40, cy + half - 40), 18, outline=SLATE, width=3)
    cells, pitch, gap = 9, 78, 10
    start = -(cells * pitch - gap) / 2
    for row in range(cells):
        for col in range(cells):
            x, y = cx + start + col * pitch, cy + start + row * pitch
            far = math.hypot(row - 4, col - 4) / 5.7
            heat = max(0.0, 1 - far + rng.uniform(-0.35, 0.25))
            colour = mix(SLATE, OCHRE, min(1, heat * 1.3)) if heat < 0.7 else mix(OCHRE, RED, (heat - 0.7) * 3)
            if rng.random() < 0.12:
                colour = TEAL
            draw.rectangle((x, y, x + pitch - gap, y + pitch - gap), fill=colour)
    disc(draw, cx - half + 66, cy + half - 66, 9, fill=RED)
    return canvas


@picture("content/articles/2025/09/nvidia-investe-in-openai/tralicci.jpg")
def pylons(rng):
    """Power pylons marching towards a low sun."""
    canvas = gradient(NIGHT, SLATE, mix(MIST, SAND, 0.5), SAND, OCHRE)
    horizon = int(H * 0.80)
    sun = (W * 0.70, horizon - 230)
    glow(canvas, lambda d: disc(d, *sun, 330, fill=rgb(OCHRE)), 260, 0.75)
    draw = ImageDraw.Draw(canvas)
    disc(draw, *sun, 235, fill=RED)
    # Three lines of hills, nearer and darker.
    for depth, colour in enumerate((mix(OCHRE, SLATE, 0.62), mix(SLATE, INK, 0.5), INK)):
        base = horizon + depth * 75
        points = [(0, H)]
        phase = rng.uniform(0, 6)
        for x in range(0, W + 40, 40):
            points.append((x, base + 34 * math.sin(x / 470 + phase) + 17 * math.sin(x / 190 + 2 * phase)))
        draw.polygon([*points, (W, H)], fill=colour)

    def tower(x, foot, height, colour, width):
        top = foot - height
        spread = height * 0.13
        waist_y, waist = foot - height * 0.55, height * 0.045
        left = [(x - spread, foot), (x - waist, waist_y), (x - waist * 0.7, top + height * 0.06), (x, top)]
        right = [(2 * x - a, b) for a, b in left]
        for leg in (left, right):
            curve(draw, leg, colour, width)
        steps = 7
        for i in range(steps):
            a, b = i / steps, (i + 1) / steps
            ya, yb = foot - height * 0.55 * a, foot - height * 0.55 * b
            wa, wb = spread + (waist - spread) * a, spread + (waist - spread) * b
            thin = max(2, width * 2 // 3)
            draw.line((x - wa, ya, x + wb, yb), fill=colour, width=thin)
            draw.line((x + wa, ya, x - wb, yb), fill=colour, width=thin)
            draw.line((x - wb, yb, x + wb, yb), fill=colour, width=thin)
        tips = []
        for level, reach in ((0.62, 0.20), (0.76, 0.25), (0.89, 0.17)):
            y, r = foot - height * level, height * reach
            draw.polygon(
                ((x - r, y), (x, y - height * 0.035), (x + r, y), (x, y + height * 0.008)),
                outline=colour,
                width=max(2, width * 2 // 3),
            )
            for sign in (-1, 1):
                end = (x + sign * r, y + height * 0.035)
                draw.line((x + sign * r, y, *end), fill=colour, width=width)
                tips.append(end)
        return tips

    rows = []
    for i in range(6):
        near = 0.60**i
        x = W * 0.70 - 2000 * near
        foot = horizon + 60 + 270 * near
        rows.append((x, foot, 1850 * near, mix(INK, mix(OCHRE, SLATE, 0.6), i / 7), max(3, int(17 * near))))
    tips = [tower(*row) for row in reversed(rows)][::-1]
    offscreen = [(x - 1900, y - 500) for x, y in tips[0]]
    chain = [offscreen, *tips]
    for i, (a, b) in enumerate(zip(chain, chain[1:])):
        colour = rows[max(0, i - 1)][3]
        for (xa, ya), (xb, yb) in zip(a, b):
            sag = abs(xb - xa) * 0.10
            points = [
                (xa + (xb - xa) * t / 24, ya + (yb - ya) * t / 24 + sag * 4 * (t / 24) * (1 - t / 24))
                for t in range(25)
            ]
            draw.line(points, fill=colour, width=max(2, 7 - i), joint="curve")
    return canvas


@picture("static/images/rete.jpg")
def grid(rng):
    """A day's load curve made of bars of light, mirrored in dark water."""
    canvas = gradient(INK, NIGHT, mix(NIGHT, TEAL, 0.25))
    base = int(H * 0.68)
    bars, pitch = 64, W / 64
    heights = []
    for i in range(bars):
        t = i / bars
        load = 0.30 + 0.32 * math.exp(-((t - 0.36) ** 2) / 0.012) + 0.50 * math.exp(-((t - 0.75) ** 2) / 0.009)
        heights.append((load + rng.uniform(-0.04, 0.04)) * H * 0.62)

    def colour(height):
        t = height / (H * 0.55)
        return mix(TEAL, OCHRE, min(1, t * 1.25)) if t < 0.85 else mix(OCHRE, RED, min(1, (t - 0.85) * 5))

    def light(d):
        for i, height in enumerate(heights):
            d.rectangle((i * pitch + 12, base - height, (i + 1) * pitch - 12, base), fill=rgb(colour(height)))

    glow(canvas, light, 90, 0.8)
    image, draw = layer()
    for i, height in enumerate(heights):
        x0, x1 = i * pitch + 12, (i + 1) * pitch - 12
        blocks = int(height // 30)
        for b in range(blocks):
            y = base - b * 30
            draw.rectangle((x0, y - 22, x1, y), fill=rgb(mix(colour(height), INK, 0.45 * (1 - b / max(1, blocks)))))
            fade = max(0, 1 - b / 13) * 0.28
            draw.rectangle((x0, base + 14 + b * 30, x1, base + 32 + b * 30), fill=rgb(colour(height), fade))
    draw.line((0, base + 6, W, base + 6), fill=rgb(SAND, 0.8), width=4)
    over(canvas, image)
    return canvas


@picture("static/images/armadi.jpg")
def racks(rng):
    """An aisle between two rows of server racks, towards a light."""
    canvas = gradient(INK, NIGHT, INK)
    vx, vy = W * 0.5, H * 0.50
    glow(canvas, lambda d: d.rectangle((vx - 170, vy - 250, vx + 170, vy + 250), fill=rgb(OCHRE)), 230, 0.9)
    draw = ImageDraw.Draw(canvas)

    def project(x, y, z):
        return (vx + x / z * 800, vy + y / z * 800)

    # Floor tiles and ceiling lamps first, so that the racks cover their ends.
    depths = [0.45 * 1.22**i for i in range(19)]
    for z0, z1 in zip(depths, depths[1:]):
        fog = min(1, max(0, math.log(z0) / 2.9))
        for x in range(-3, 3):
            quad = [project(x * 0.42, 1.25, z) for z in (z0,)] + [
                project((x + 1) * 0.42, 1.25, z0),
                project((x + 1) * 0.42, 1.25, z1),
                project(x * 0.42, 1.25, z1),
            ]
            draw.polygon(
                quad, fill=mix(mix(NIGHT, SLATE, 0.35 if (x + depths.index(z0)) % 2 else 0.15), OCHRE, fog * 0.5)
            )
        lamp = [
            project(-0.16, -1.3, z0 * 1.02),
            project(0.16, -1.3, z0 * 1.02),
            project(0.16, -1.3, z1 * 0.97),
            project(-0.16, -1.3, z1 * 0.97),
        ]
        draw.polygon(lamp, fill=mix(SAND, OCHRE, fog))
    lights = []
    for side in (-1, 1):
        wall = 1.28 * side
        for z0, z1 in reversed(list(zip(depths, depths[1:]))):
            fog = min(1, max(0, math.log(z0) / 2.9))
            za, zb = z0 * 1.012, z1 * 0.995
            front = [
                project(wall, -1.12, za),
                project(wall, -1.12, zb),
                project(wall, 1.22, zb),
                project(wall, 1.22, za),
            ]
            draw.polygon(
                front, fill=mix(mix(INK, NIGHT, 0.7), OCHRE, fog * 0.55), outline=mix(SLATE, OCHRE, fog * 0.6), width=4
            )
            units = 26
            for u in range(units):
                y0 = -1.04 + u * (2.2 / units)
                y1 = y0 + 2.2 / units * 0.68
                a, b = za * 1.02, zb * 0.985
                shade = mix(mix(NIGHT, SLATE, rng.uniform(0.15, 0.7)), OCHRE, fog * 0.6)
                draw.polygon(
                    [project(wall, y0, a), project(wall, y0, b), project(wall, y1, b), project(wall, y1, a)], fill=shade
                )
                for k in range(3):
                    if rng.random() < 0.62:
                        s = 0.12 + 0.2 * k + rng.uniform(0, 0.08)
                        z = a + (b - a) * s
                        x, y = project(wall, (y0 + y1) / 2, z)
                        lights.append((x, y, 11 / z, rng.choices((TEAL, MIST, OCHRE, RED), (5, 3, 3, 1))[0]))
    for x, y, r, colour in lights:
        disc(draw, x, y, max(2, r), fill=mix(colour, PAPER, 0.2))
    glow(canvas, lambda d: [disc(d, x, y, r * 1.6, fill=rgb(c)) for x, y, r, c in lights if r > 3], 22, 1.4)
    return canvas


@picture("static/images/wafer.jpg")
def wafer(rng):
    """A silicon wafer with its grid of dies, off centre on paper."""
    canvas = gradient(PAPER, SAND)
    cx, cy, r = W * 0.58, H * 0.53, H * 0.66
    shadow(canvas, lambda d: disc(d, cx + 30, cy + 60, r, fill=255), 90, 0.45)
    image, draw = layer()
    disc(draw, cx, cy, r, fill=rgb(NIGHT))
    w, h, gap = 128, 96, 9
    for row in range(-14, 14):
        for col in range(-11, 11):
            x, y = cx + col * w, cy + row * h
            corners = [(x, y), (x + w, y), (x, y + h), (x + w, y + h)]
            far = max(math.hypot(px - cx, py - cy) for px, py in corners)
            if far > r - 34:
                continue
            sheen = 0.5 + 0.5 * math.sin((x * 0.8 + y) / 620)
            colour = mix(mix(SLATE, TEAL, sheen), MIST, 0.45 * max(0, math.sin((x - 0.6 * y) / 480)))
            chance = rng.random()
            if chance < 0.045:
                colour = RED
            elif chance < 0.10:
                colour = OCHRE
            draw.rectangle((x + gap / 2, y + gap / 2, x + w - gap / 2, y + h - gap / 2), fill=rgb(colour))
            dark = rgb(mix(colour, INK, 0.35))
            draw.rectangle((x + 18, y + 16, x + w * 0.52, y + h * 0.55), fill=dark)
            draw.rectangle((x + w * 0.60, y + 16, x + w - 18, y + h - 18), fill=dark)
            draw.rectangle((x + 18, y + h * 0.65, x + w * 0.52, y + h - 18), fill=dark)
    disc(draw, cx, cy, r, outline=rgb(MIST), width=10)
    disc(draw, cx - r, cy, 26, fill=rgb(SAND))
    over(canvas, image)
    shine, draw = layer()
    draw.polygon(
        ((cx - r * 0.75, cy - r), (cx - r * 0.35, cy - r), (cx + r * 0.15, cy + r), (cx - r * 0.55, cy + r)),
        fill=rgb(PAPER, 0.16),
    )
    mask = Image.new("L", (W, H), 0)
    disc(ImageDraw.Draw(mask), cx, cy, r - 8, fill=255)
    canvas.paste(Image.composite(Image.alpha_composite(canvas.convert("RGBA"), shine).convert("RGB"), canvas, mask))
    return canvas


@picture("static/images/bilancia.jpg")
def scales(rng):
    """A pair of scales: one large disc against many small ones."""
    canvas = gradient(PAPER, mix(PAPER, SAND, 0.7))
    draw = ImageDraw.Draw(canvas)
    cx, top, tilt = W / 2, 330, math.radians(-5)
    arm = 900
    ends = [
        (cx - arm * math.cos(tilt), top + arm * math.sin(tilt) * -1),
        (cx + arm * math.cos(tilt), top + arm * math.sin(tilt)),
    ]
    for k in range(9):
        r = 330 + k * 150
        disc(draw, cx, top, r, outline=mix(SAND, STONE, 0.25), width=3)
    draw.polygon(((cx - 24, top), (cx + 24, top), (cx + 38, H - 210), (cx - 38, H - 210)), fill=NIGHT)
    draw.polygon(((cx - 330, H - 130), (cx + 330, H - 130), (cx + 150, H - 215), (cx - 150, H - 215)), fill=NIGHT)
    curve(draw, ends, NIGHT, 30)
    disc(draw, cx, top, 62, fill=OCHRE)
    disc(draw, cx, top, 24, fill=NIGHT)
    pans = []
    for x, y in ends:
        disc(draw, x, y, 22, fill=OCHRE)
        low = y + 760
        for dx in (-390, 390):
            draw.line((x, y, x + dx, low), fill=SLATE, width=7)
        pans.append((x, low))

    for (x, low), heavy in zip(pans, (True, False)):
        if heavy:
            disc(draw, x, low - 268, 268, fill=RED)
            disc(draw, x, low - 268, 196, outline=mix(RED, PAPER, 0.35), width=6)
            disc(draw, x, low - 268, 120, outline=mix(RED, PAPER, 0.35), width=6)
        else:
            r, colours = 46, (TEAL, SLATE, OCHRE, MIST, STONE)
            for row, count in enumerate((7, 6, 5, 4, 2)):
                for i in range(count):
                    px = x + (i - (count - 1) / 2) * 2 * r + rng.uniform(-3, 3)
                    py = low - r - row * r * 1.74
                    disc(draw, px, py, r - 2, fill=rng.choice(colours))
        draw.chord((x - 410, low - 130, x + 410, low + 130), 0, 180, fill=NIGHT)
        draw.rectangle((x - 420, low - 7, x + 420, low + 9), fill=NIGHT)
    return canvas


@picture("static/images/linker.jpg")
def links(rng):
    """Hexagons locked together by pins."""
    canvas = gradient(SAND, PAPER)
    draw = ImageDraw.Draw(canvas)
    r = 250
    dx, dy = r * math.sqrt(3), r * 1.5
    cells = []
    for row in range(-1, 7):
        for col in range(-1, 9):
            cells.append((col * dx + (dx / 2 if row % 2 else 0) - 60, row * dy - 40, row, col))

    def band(x, y):
        return abs((y - H * 0.5) - 0.42 * math.sin(x / 520) * H * 0.55)

    chosen = [c for c in cells if band(c[0], c[1]) < 300]
    for x, y, *_ in cells:
        draw.polygon(polygon(x, y, r - 14, 6, math.pi / 6), outline=mix(SAND, STONE, 0.4), width=5)
    shadow(
        canvas,
        lambda d: [d.polygon(polygon(x + 14, y + 30, r - 12, 6, math.pi / 6), fill=255) for x, y, *_ in chosen],
        40,
        0.4,
    )
    draw = ImageDraw.Draw(canvas)
    palette = (NIGHT, SLATE, TEAL, RED, OCHRE, MIST)
    coloured = []
    for x, y, *_ in chosen:
        taken = {c for a, b, c in coloured if math.hypot(a - x, b - y) < dx * 1.02}
        colour = rng.choice([c for c in palette if c not in taken])
        coloured.append((x, y, colour))
        draw.polygon(polygon(x, y, r - 12, 6, math.pi / 6), fill=colour)
        draw.polygon(polygon(x, y, r - 70, 6, math.pi / 6), outline=mix(colour, PAPER, 0.30), width=7)
        for k in range(rng.randrange(1, 4)):
            draw.polygon(polygon(x, y, r - 112 - 34 * k, 6, math.pi / 6), outline=mix(colour, PAPER, 0.30), width=4)
    for i, (xa, ya, *_) in enumerate(chosen):
        for xb, yb, *_ in chosen[i + 1 :]:
            if math.hypot(xa - xb, ya - yb) < dx * 1.02:
                mx, my = (xa + xb) / 2, (ya + yb) / 2
                disc(draw, mx, my, 44, fill=INK)
                disc(draw, mx, my, 34, fill=SAND)
                disc(draw, mx, my, 12, fill=INK)
    return canvas


@picture("content/articles/2025/10/aws-il-guasto-di-us-east-1/rete-interrotta.jpg")
def outage(rng):
    """A network of nodes, one of which has failed."""
    canvas = gradient(INK, NIGHT)
    nodes = []
    tries = 0
    while len(nodes) < 95 and tries < 20000:
        tries += 1
        x, y = rng.uniform(60, W - 60), rng.uniform(60, H - 60)
        if all(math.hypot(x - a, y - b) > 190 for a, b in nodes):
            nodes.append((x, y))
    fx, fy = W * 0.62, H * 0.5
    failed = min(range(len(nodes)), key=lambda i: math.hypot(nodes[i][0] - fx, nodes[i][1] - fy))
    fx, fy = nodes[failed]
    edges = set()
    for i, (x, y) in enumerate(nodes):
        near = sorted(range(len(nodes)), key=lambda j: math.hypot(nodes[j][0] - x, nodes[j][1] - y))
        for j in near[1:4]:
            edges.add((min(i, j), max(i, j)))
    hub = sorted(range(len(nodes)), key=lambda j: math.hypot(nodes[j][0] - fx, nodes[j][1] - fy))[1:15]
    edges = {e for e in edges if failed not in e}
    glow(canvas, lambda d: disc(d, fx, fy, 190, fill=rgb(RED)), 230, 0.85)
    image, draw = layer()

    def health(x, y):
        return min(1, max(0, (math.hypot(x - fx, y - fy) - 280) / 800))

    for i, j in sorted(edges):
        (xa, ya), (xb, yb) = nodes[i], nodes[j]
        well = health((xa + xb) / 2, (ya + yb) / 2)
        draw.line((xa, ya, xb, yb), fill=rgb(mix(mix(SLATE, RED, 0.3), MIST, well), 0.35 + 0.4 * well), width=5)
    for j in hub:
        x, y = nodes[j]
        far = math.hypot(x - fx, y - fy)
        step = 46
        for k in range(int(far // step)):
            a, b = k * step / far, (k * step + 21) / far
            if 0.32 < a < 0.58 and rng.random() < 0.75 or b > 1:
                continue
            draw.line(
                (fx + (x - fx) * a, fy + (y - fy) * a, fx + (x - fx) * b, fy + (y - fy) * b),
                fill=rgb(RED, 0.95),
                width=7,
            )
    for i, (x, y) in enumerate(nodes):
        if i == failed:
            continue
        well = health(x, y)
        r = rng.choice((15, 19, 24, 32))
        colour = mix(mix(SLATE, RED, 0.45), rng.choice((PAPER, PAPER, OCHRE, TEAL)), well)
        disc(draw, x, y, r + 13, fill=rgb(INK))
        disc(draw, x, y, r, fill=rgb(colour))
    disc(draw, fx, fy, 104, fill=rgb(INK))
    disc(draw, fx, fy, 92, outline=rgb(RED), width=13)
    for s in (-1, 1):
        curve(draw, [(fx - 34, fy - 34 * s), (fx + 34, fy + 34 * s)], rgb(RED), 15)
    over(canvas, image)
    return canvas


@picture("content/articles/scienza/nobel-fisica-2025/effetto-tunnel.jpg")
def tunnelling(rng):
    """Waves that meet a barrier: most turn back, a little goes through."""
    x0, x1 = W * 0.555, W * 0.625
    canvas = gradient(INK, NIGHT)
    glow(canvas, lambda d: d.rectangle((x0, 0, x1, H), fill=rgb(OCHRE)), 130, 0.30)
    draw = ImageDraw.Draw(canvas)
    lines, spread = 40, 640
    for n in range(lines):
        t = n / (lines - 1)
        y0 = -30 + n * (H + 200) / lines
        envelope = math.exp(-((t - 0.55) ** 2) / 0.04)
        edge = math.exp(-((430 / spread) ** 2))

        def height(x):
            if x < x0:
                size = math.exp(-(((x - x0 + 430) / spread) ** 2))
            elif x < x1:
                size = edge * math.exp(-(x - x0) / 260)
            else:
                size = edge * math.exp(-(x1 - x0) / 260) * math.exp(-(((x - x1) / 900) ** 2))
            return y0 - 300 * envelope * size * (0.5 + 0.5 * math.sin(x / 52 + n * 0.30))

        points = [(x, height(x)) for x in range(-20, W + 28, 8)]
        # Each line hides those behind it.
        for part, fill in (
            ([p for p in points if p[0] <= x0], mix(INK, NIGHT, t)),
            ([p for p in points if x0 <= p[0] <= x1], OCHRE),
            ([p for p in points if p[0] >= x1], mix(INK, NIGHT, t)),
        ):
            left, right = max(part[0][0], -20), part[-1][0]
            body = [(left, y0 + 130), *part, (right, y0 + 130)]
            if fill == OCHRE:
                body = [(x0, y0 + 130), (x0, part[0][1]), *part, (x1, part[-1][1]), (x1, y0 + 130)]
            draw.polygon(body, fill=fill)
        before = [p for p in points if p[0] <= x0]
        within = [p for p in points if x0 - 8 <= p[0] <= x1 + 8]
        after = [p for p in points if p[0] >= x1]
        draw.line(before, fill=mix(SLATE, PAPER, 0.25 + 0.75 * envelope), width=6, joint="curve")
        draw.line(within, fill=mix(OCHRE, INK, 0.8), width=6, joint="curve")
        draw.line(after, fill=mix(SLATE, mix(RED, OCHRE, 0.3), min(1, envelope * 1.3)), width=6, joint="curve")
    return canvas


@picture("content/articles/scienza/google-suncatcher/orbite.jpg")
def orbits(rng):
    """A flock of satellites over the limb of the Earth, in full sun."""
    canvas = gradient(INK, INK, NIGHT)
    draw = ImageDraw.Draw(canvas)
    for _ in range(420):
        x, y = rng.uniform(0, W), rng.uniform(0, H)
        disc(draw, x, y, rng.choice((2, 2, 3, 4)), fill=mix(INK, PAPER, rng.uniform(0.2, 0.85)))
    ex, ey, er = W * 0.42, H * 2.02, H * 1.36
    sun = (W * 0.89, H * 0.17)
    glow(canvas, lambda d: disc(d, *sun, 190, fill=rgb(OCHRE)), 260, 1.0)
    glow(canvas, lambda d: disc(d, ex, ey, er + 26, fill=rgb(TEAL)), 120, 0.9)
    draw = ImageDraw.Draw(canvas)
    disc(draw, *sun, 112, fill=mix(OCHRE, PAPER, 0.75))
    image, d = layer()
    disc(d, ex, ey, er, fill=rgb(NIGHT))
    for k in range(26):
        disc(d, ex - k * 7, ey + k * 12, er - k * 9, fill=rgb(mix(mix(TEAL, MIST, 0.35), NIGHT, min(1, k / 16))))
    over(canvas, image)
    image, d = layer()
    satellites = []
    for i in range(5):
        a, b = er * (1.13 + 0.12 * i), er * (1.09 + 0.105 * i)
        d.ellipse((ex - a, ey - b, ex + a, ey + b), outline=rgb(mix(MIST, OCHRE, i / 5), 0.55), width=4)
        for _ in range((3, 4, 4, 3, 2)[i]):
            for attempt in range(200):
                angle = rng.uniform(-2.35, -0.85)
                x, y = ex + a * math.cos(angle), ey + b * math.sin(angle)
                inside = 140 < x < W - 140 and 120 < y < H - 130
                if (
                    inside
                    and math.hypot(x - sun[0], y - sun[1]) > 420
                    and all(math.hypot(x - p, y - q) > 330 for p, q, _ in satellites)
                ):
                    satellites.append((x, y, angle + math.pi / 2))
                    break
    beams = []
    for i, (x, y, _) in enumerate(satellites):
        for p, q, _ in sorted(satellites, key=lambda s: math.hypot(s[0] - x, s[1] - y))[1:3]:
            beams.append((x, y, p, q))
    for beam in beams:
        d.line(beam, fill=rgb(RED, 0.75), width=4)
    over(canvas, image)
    glow(canvas, lambda g: [g.line(b, fill=rgb(RED), width=9) for b in beams], 24, 0.6)
    draw = ImageDraw.Draw(canvas)
    for x, y, turn in satellites:
        size = rng.uniform(0.85, 1.25)

        def place(points):
            c, s = math.cos(turn), math.sin(turn)
            return [(x + (u * c - v * s) * size, y + (u * s + v * c) * size) for u, v in points]

        for side in (-1, 1):
            for panel in range(3):
                u0 = side * (34 + panel * 42)
                u1 = u0 + side * 37
                draw.polygon(place([(u0, -26), (u1, -26), (u1, 26), (u0, 26)]), fill=mix(OCHRE, PAPER, 0.15 * panel))
        draw.polygon(place([(-26, -34), (26, -34), (26, 34), (-26, 34)]), fill=PAPER)
        draw.polygon(place([(-12, 34), (12, 34), (20, 54), (-20, 54)]), fill=RED)
    return canvas


@picture("content/articles/2025/09/iphone-17-e-iphone-air/profili.jpg")
def phones(rng):
    """Telephones in a row, the last one seen from its very thin side."""
    canvas = gradient(mix(PAPER, SAND, 0.25), SAND)
    floor = H * 0.83
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, floor, W, H), fill=mix(SAND, STONE, 0.45))
    bodies = [(430, 620, NIGHT), (1130, 600, RED), (1800, 560, TEAL)]
    tall = 1180

    def cast(d):
        for x, wide, _ in bodies:
            d.polygon(
                ((x, floor - 40), (x + wide, floor - 40), (x + wide + 330, floor + 80), (x + 330, floor + 80)), fill=255
            )
        d.polygon(((2650, floor - 40), (2694, floor - 40), (2990, floor + 80), (2930, floor + 80)), fill=255)

    shadow(canvas, cast, 70, 0.5)
    draw = ImageDraw.Draw(canvas)
    for x, wide, colour in bodies:
        top = floor - tall
        draw.rounded_rectangle((x, top, x + wide, floor + 14), 92, fill=mix(colour, INK, 0.35))
        draw.rounded_rectangle((x + 9, top + 9, x + wide - 9, floor + 5), 84, fill=colour)
        plate = mix(colour, PAPER, 0.16)
        draw.rounded_rectangle((x + 46, top + 46, x + wide - 46, top + 290), 96, fill=plate)
        count = {NIGHT: 3, RED: 2, TEAL: 1}[colour]
        for k in range(count):
            lx, ly = x + 165 + k * 150, top + 168
            disc(draw, lx, ly, 78, fill=mix(colour, INK, 0.6))
            disc(draw, lx, ly, 54, fill=INK)
            disc(draw, lx, ly, 30, fill=SLATE)
            disc(draw, lx - 15, ly - 16, 10, fill=PAPER)
        disc(draw, x + wide - 92, top + 120, 15, fill=mix(PAPER, OCHRE, 0.3))
        disc(draw, x + wide / 2, top + 720, 66, outline=mix(colour, PAPER, 0.3), width=7)
    # The profile: 5.6 mm against 156.2 mm, in proportion.
    wide = tall * 5.6 / 156.2
    x, top = 2650, floor - tall
    draw.rounded_rectangle((x, top, x + wide, floor + 14), 18, fill=MIST)
    draw.rounded_rectangle((x + 6, top + 8, x + wide * 0.42, floor + 6), 8, fill=PAPER)
    draw.rounded_rectangle((x - 20, top + 60, x + 8, top + 280), 13, fill=MIST)
    draw.rectangle((x + 14, top + 420, x + wide - 14, top + 520), fill=SLATE)
    for y in (top, floor + 14):
        draw.line((x + 110, y, x + 250, y), fill=SLATE, width=6)
    draw.line((x + 180, top, x + 180, floor + 14), fill=SLATE, width=6)
    return canvas


@picture("static/images/dipendenze.jpg")
def dependencies(rng):
    """A tree of packages that spreads from the centre; one branch is infected."""
    canvas = gradient(NIGHT, INK)
    cx, cy = W / 2, H / 2
    image, draw = layer()
    rings = (0, 270, 500, 700, 870)
    for r in rings[1:]:
        draw.ellipse((cx - r * 1.75, cy - r, cx + r * 1.75, cy + r), outline=rgb(SLATE, 0.35), width=3)
    bad = []
    nodes = []

    def at(ring, angle):
        return cx + rings[ring] * 1.75 * math.cos(angle), cy + rings[ring] * math.sin(angle)

    def grow(ring, angle, width, sick):
        x, y = at(ring, angle)
        if ring < 4:
            count = (9, 3, 3, 2)[ring]
            chosen = rng.randrange(count) if ring else 7
            for k in range(count):
                child = angle + (k - (count - 1) / 2) * width / count + rng.uniform(-0.12, 0.12) * width / count
                ill = sick and (k == chosen or ring >= 1 and rng.random() < 0.72)
                px, py = at(ring + 1, child)
                mid = ((x + px) / 2 + (cx - x) * 0.02, (y + py) / 2)
                colour, thick = (RED, 11 - 2 * ring) if ill else (mix(SLATE, MIST, 0.45), 8 - 2 * ring)
                (bad if ill else nodes).append((x, y, *mid, px, py, colour, max(3, thick), ring))
                grow(ring + 1, child, width / count, ill)

    grow(0, -math.pi / 2, 2 * math.pi, True)
    for x, y, mx, my, px, py, colour, thick, ring in nodes + bad:
        draw.line((x, y, mx, my, px, py), fill=rgb(colour), width=thick, joint="curve")
    for x, y, mx, my, px, py, colour, thick, ring in nodes + bad:
        r = (40, 27, 19, 13)[ring]
        ill = colour == RED
        shape = polygon(px, py, r * 1.25, 4, math.pi / 4)
        draw.polygon(shape, fill=rgb(RED if ill else rng.choice((PAPER, MIST, MIST, OCHRE, TEAL))))
    over(canvas, image)
    glow(canvas, lambda d: [d.line(b[:6], fill=rgb(RED), width=20) for b in bad], 50, 0.7)
    draw = ImageDraw.Draw(canvas)
    draw.polygon(polygon(cx, cy, 104, 4, math.pi / 4), fill=PAPER)
    draw.polygon(polygon(cx, cy, 64, 4, math.pi / 4), fill=RED)
    return canvas


@picture("static/images/emiciclo.jpg")
def hemicycle(rng):
    """The seats of a parliament, a few of them lit."""
    canvas = gradient(mix(PAPER, SAND, 0.2), PAPER)
    draw = ImageDraw.Draw(canvas)
    cx, cy = W / 2, H * 0.90
    rows = 12
    for row in range(rows):
        r = 400 + row * 88
        seats = int(math.pi * r / 92)
        for k in range(seats + 1):
            angle = math.pi * (0.02 + 0.96 * k / seats)
            x, y = cx - r * 1.12 * math.cos(angle), cy - r * math.sin(angle)
            t = k / seats
            colour = mix(RED, OCHRE, t * 2.4) if t < 0.42 else mix(TEAL, NIGHT, (t - 0.42) * 1.7)
            size = 27 + row * 0.9
            if rng.random() < 0.16:
                disc(draw, x, y, size - 4, outline=mix(colour, PAPER, 0.35), width=6)
            else:
                disc(draw, x, y, size, fill=mix(colour, PAPER, rng.choice((0, 0, 0.12, 0.22))))
    draw.pieslice((cx - 250, cy - 250, cx + 250, cy + 250), 180, 360, fill=NIGHT)
    # A circuit instead of a speaker's desk.
    for k in range(-3, 4):
        x = cx + k * 58
        y = cy - 70 - 20 * (3 - abs(k))
        curve(draw, [(x, cy - 6), (x, y)], OCHRE, 8)
        disc(draw, x, y, 17, fill=NIGHT, outline=OCHRE, width=8)
    draw.rectangle((cx - 1660, cy + 10, cx + 1660, cy + 22), fill=NIGHT)
    return canvas


@picture("static/images/colonne.jpg")
def columns(rng):
    """Columns of stacked discs, as a database is drawn, in morning light."""
    canvas = gradient(mix(TEAL, PAPER, 0.72), PAPER, SAND)
    floor = H * 0.84
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, floor - 30, W, H), fill=mix(SAND, STONE, 0.35))
    stacks = [(330, 2, SLATE), (800, 4, TEAL), (1270, 3, NIGHT), (1740, 5, RED), (2210, 3, OCHRE), (2680, 4, MIST)]
    rx, ry, thick, gap = 190, 56, 196, 34

    def cast(d):
        for x, _, _ in stacks:
            d.polygon(
                ((x - rx, floor), (x + rx, floor), (x + rx + 420, floor + 190), (x - rx + 420, floor + 190)), fill=255
            )

    shadow(canvas, cast, 80, 0.35)
    draw = ImageDraw.Draw(canvas)
    for x, count, colour in stacks:
        for k in range(count):
            base = floor - k * (thick + gap)
            top = base - thick
            # The side of the drum, shaded in thin vertical strips as if lit from the left.
            for strip in range(-rx, rx, 4):
                t = strip / rx
                bottom = base + ry * math.sqrt(1 - t * t)
                shade = 0.10 + 0.34 * max(0, t) + 0.16 * max(0, -t - 0.55)
                draw.rectangle((x + strip, top, x + strip + 4, bottom), fill=mix(colour, INK, shade))
            draw.ellipse((x - rx, top - ry, x + rx, top + ry), fill=mix(colour, PAPER, 0.22))
            if k == count - 1:
                for ring in (0.74, 0.48, 0.22):
                    box = (x - rx * ring, top - ry * ring, x + rx * ring, top + ry * ring)
                    draw.ellipse(box, outline=mix(colour, PAPER, 0.5), width=5)
            lamps = rng.randrange(2, 5)
            for lamp in range(lamps):
                lx = x - 128 + lamp * 40
                ly = (top + base) / 2 + ry * math.sqrt(1 - ((lx - x) / rx) ** 2)
                disc(draw, lx, ly, 10, fill=mix(colour, PAPER, 0.75))
    return canvas


@picture("static/images/finestra.jpg")
def window(rng):
    """A window of four panes, and the sun going down behind it."""
    canvas = gradient(mix(NIGHT, TEAL, 0.2), INK)
    x0, y0, x1, y1 = W * 0.27, H * 0.085, W * 0.73, H * 0.915
    view = gradient(NIGHT, SLATE, mix(RED, SLATE, 0.45), RED, OCHRE)
    d = ImageDraw.Draw(view)
    sun = (W * 0.53, H * 0.66)
    disc(d, *sun, 330, fill=mix(OCHRE, PAPER, 0.45))
    for k in range(7):
        y = sun[1] + 40 + k * 44
        reach = math.sqrt(330**2 - (y - sun[1]) ** 2)
        d.rectangle((sun[0] - reach, y, sun[0] + reach, y + 9 + k * 4), fill=mix(RED, OCHRE, 0.30 + k * 0.09))
    for depth, colour in enumerate((mix(RED, NIGHT, 0.45), mix(NIGHT, RED, 0.2), INK)):
        points, phase = [(0, H)], rng.uniform(0, 6)
        for x in range(0, W + 40, 40):
            points.append(
                (x, H * (0.74 + depth * 0.06) + 55 * math.sin(x / 330 + phase) + 20 * math.sin(x / 120 + phase))
            )
        d.polygon([*points, (W, H)], fill=colour)
    mask = Image.new("L", (W, H), 0)
    m = ImageDraw.Draw(mask)
    mx, my, bar = (x0 + x1) / 2, (y0 + y1) / 2, 22
    panes = [
        (x0, y0, mx - bar, my - bar),
        (mx + bar, y0, x1, my - bar),
        (x0, my + bar, mx - bar, y1),
        (mx + bar, my + bar, x1, y1),
    ]
    for pane in panes:
        m.rectangle(pane, fill=255)
    glow(canvas, lambda g: g.rectangle((x0, y0, x1, y1), fill=rgb(RED)), 260, 0.45)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((x0 - 62, y0 - 62, x1 + 62, y1 + 62), fill=INK)
    draw.rectangle((x0 - 62, y0 - 62, x1 + 62, y1 + 62), outline=mix(SLATE, OCHRE, 0.2), width=5)
    canvas.paste(view, (0, 0), mask)
    return canvas


@picture("static/images/lampade.jpg")
def lamps(rng):
    """A wall of lava lamps, one of them out."""
    canvas = gradient(INK, NIGHT)
    rows, cols = 3, 11
    lamps = []
    for row in range(rows):
        for col in range(cols):
            x = W * (col + 0.5) / cols
            foot = H * (row + 1) / rows - 48
            lamps.append((x, foot, rng.choice((RED, OCHRE, TEAL, MIST, mix(RED, OCHRE, 0.5)))))
    out = 16

    def light(d):
        for i, (x, foot, colour) in enumerate(lamps):
            if i != out:
                d.rectangle((x - 60, foot - 420, x + 60, foot - 90), fill=rgb(colour))

    glow(canvas, light, 90, 0.75)
    draw = ImageDraw.Draw(canvas)
    for row in range(rows):
        y = H * (row + 1) / rows - 44
        draw.rectangle((0, y, W, y + 20), fill=mix(NIGHT, SLATE, 0.6))
        draw.rectangle((0, y + 20, W, y + 34), fill=INK)
    for i, (x, foot, colour) in enumerate(lamps):
        on = i != out
        glass = mix(INK, colour, 0.42) if on else mix(INK, SLATE, 0.35)
        metal, dark = (mix(MIST, colour, 0.25), mix(SLATE, INK, 0.3)) if on else (SLATE, mix(SLATE, INK, 0.5))
        draw.polygon(
            ((x - 38, foot - 470), (x + 38, foot - 470), (x + 78, foot - 120), (x - 78, foot - 120)), fill=glass
        )
        wax = mix(colour, PAPER, 0.18) if on else mix(SLATE, INK, 0.15)
        if on:
            for k in range(rng.randrange(3, 6)):
                t = rng.uniform(0.08, 0.92)
                r = rng.uniform(13, 34)
                reach = 38 + 40 * t - r - 4
                px, py = x + rng.uniform(-1, 1) * max(0, reach), foot - 470 + 350 * t
                py = min(max(py, foot - 470 + r), foot - 120 - r * 0.3)
                draw.ellipse((px - r, py - r * 1.15, px + r, py + r * 1.15), fill=wax)
        draw.chord((x - 74, foot - 166, x + 74, foot - 84), 180, 360, fill=wax)
        draw.polygon(
            ((x - 42, foot - 470), (x + 42, foot - 470), (x + 26, foot - 528), (x - 26, foot - 528)), fill=metal
        )
        draw.polygon(((x - 82, foot - 122), (x + 82, foot - 122), (x + 40, foot - 58), (x - 40, foot - 58)), fill=metal)
        draw.polygon(((x - 40, foot - 60), (x + 40, foot - 60), (x + 70, foot + 4), (x - 70, foot + 4)), fill=dark)
    return canvas


@picture("static/images/grafico.jpg")
def chart(rng):
    """A share price that climbs, as terraces of a mountain."""
    canvas = gradient(PAPER, mix(PAPER, SAND, 0.6))
    draw = ImageDraw.Draw(canvas)
    for k in range(1, 9):
        y = H * k / 9
        draw.line((0, y, W, y), fill=mix(SAND, STONE, 0.25), width=3)
    sun = (W * 0.80, H * 0.24)
    disc(draw, *sun, 190, fill=RED)
    steps = 80
    walks = []
    for depth in range(4):
        value, walk = 0.10 + depth * 0.02, []
        for i in range(steps + 1):
            value += rng.gauss(0.0075 - 0.0013 * depth, 0.017)
            value = max(0.05, value)
            walk.append(value)
        low = min(walk)
        rise = (0.80 - 0.15 * depth) / (walk[-1] - low + 1e-9)
        walks.append([0.07 + (v - low) * rise * (0.35 + 0.65 * i / steps) for i, v in enumerate(walk)])
    for walk, colour in zip(walks, (mix(MIST, SAND, 0.35), TEAL, SLATE, NIGHT)):
        points = []
        for i, v in enumerate(walk):
            x, y = W * i / steps, H - v * H
            if points:
                points.append((x, points[-1][1]))
            points.append((x, y))
        draw.polygon([(0, H), *points, (W, H)], fill=colour)
        draw.line(points, fill=mix(colour, PAPER, 0.5), width=7, joint="curve")
    for i in range(0, steps, 4):
        x = W * (i + 0.5) / steps
        y = H - walks[3][i] * H + 90
        if y < H - 30:
            draw.rectangle((x - 5, y, x + 5, y + rng.randrange(30, 150)), fill=rng.choice((OCHRE, OCHRE, RED, SLATE)))
    return canvas


@picture("static/images/cerchi.jpg")
def circles(rng):
    """Rings that feed one another, coins travelling along them."""
    canvas = gradient(NIGHT, mix(NIGHT, TEAL, 0.22), INK)
    rings = [(W * 0.33, H * 0.50, 540, RED), (W * 0.515, H * 0.40, 430, OCHRE), (W * 0.69, H * 0.54, 560, TEAL)]
    image, draw = layer()
    for x, y, r, colour in rings:
        for k in range(6):
            rr = r - k * 26
            draw.ellipse(
                (x - rr, y - rr, x + rr, y + rr),
                outline=rgb(mix(colour, PAPER, 0.08 * k), 0.95 - 0.14 * k),
                width=11 - k,
            )
    coins = []
    for index, (x, y, r, colour) in enumerate(rings):
        turn = 1 if index % 2 else -1
        for k in range(11):
            angle = 2 * math.pi * k / 11 + rng.uniform(-0.1, 0.1)
            rr = r - 64
            size = 16 + 26 * (k / 11)
            coins.append(
                (x + rr * math.cos(turn * angle), y + rr * math.sin(turn * angle), size, mix(colour, PAPER, 0.35))
            )
    over(canvas, image)

    def light(d):
        for x, y, r, colour in rings:
            d.ellipse((x - r, y - r, x + r, y + r), outline=rgb(colour), width=40)

    glow(canvas, light, 80, 0.65)
    draw = ImageDraw.Draw(canvas)
    for x, y, size, colour in coins:
        disc(draw, x + 5, y + 9, size, fill=INK)
        disc(draw, x, y, size, fill=colour)
        disc(draw, x, y, size * 0.66, outline=mix(colour, INK, 0.35), width=4)
    return canvas


@picture("static/images/fili.jpg")
def threads(rng):
    """Threads that run side by side, cross, and part again."""
    canvas = gradient(PAPER, SAND)
    count = 9
    palette = (NIGHT, TEAL, OCHRE, RED, SLATE, MIST, NIGHT, TEAL, RED)
    places = list(range(count))
    steps = [places[:]]
    for column in range(7):
        for i in range(column % 2, count - 1, 2):
            if rng.random() < 0.72:
                places[i], places[i + 1] = places[i + 1], places[i]
        steps.append(places[:])
    gap = H * 0.80 / (count - 1)
    span = W / (len(steps) - 1)

    def height(order, thread):
        return H * 0.10 + order.index(thread) * gap

    for column in range(len(steps) - 1):
        order = list(range(count))
        rng.shuffle(order)
        for thread in order:
            a, b = height(steps[column], thread), height(steps[column + 1], thread)
            points = []
            for k in range(-2, 43):
                t = min(1, max(0, k / 40))
                s = t * t * t * (t * (6 * t - 15) + 10)
                points.append((column * span + span * k / 40, a + (b - a) * s))
            colour = palette[thread]
            if a != b:
                draw = ImageDraw.Draw(canvas)
                draw.line(points[3:-3], fill=mix(PAPER, SAND, 0.5), width=104, joint="curve")
            draw = ImageDraw.Draw(canvas)
            draw.line(points, fill=colour, width=66, joint="curve")
            draw.line([(x, y - 15) for x, y in points], fill=mix(colour, PAPER, 0.25), width=9, joint="curve")
    return canvas


@picture("static/images/litografia.jpg")
def lithography(rng):
    """A beam of light that bounces from mirror to mirror down to a wafer."""
    canvas = gradient(INK, NIGHT, INK)
    points = [
        (W * 0.06, H * 0.16),
        (W * 0.30, H * 0.70),
        (W * 0.42, H * 0.14),
        (W * 0.56, H * 0.62),
        (W * 0.67, H * 0.16),
        (W * 0.80, H * 0.80),
    ]
    violet = "#8f7bd8"
    # The beam starts wide and narrows at each reflection.
    for i, (a, b) in enumerate(zip(points, points[1:])):
        wide, narrow = 130 - i * 24, 130 - (i + 1) * 24
        quad = [(a[0] - wide, a[1]), (a[0] + wide, a[1]), (b[0] + narrow, b[1]), (b[0] - narrow, b[1])]
        image, draw = layer()
        draw.polygon(quad, fill=rgb(mix(violet, TEAL, i / 6), 0.42))
        for k in range(-3, 4):
            t = k / 3.4
            draw.line((a[0] + wide * t, a[1], b[0] + narrow * t, b[1]), fill=rgb(PAPER, 0.35), width=3)
        over(canvas, image)
    glow(canvas, lambda d: d.line(points, fill=rgb(violet), width=90), 110, 0.55)
    draw = ImageDraw.Draw(canvas)
    for i, (x, y) in enumerate(points[1:-1]):
        low = i % 2 == 0
        r = 250 - i * 30
        box = (x - r, y - 14, x + r, y + 120) if low else (x - r, y - 120, x + r, y + 14)
        draw.chord(box, 180 if low else 0, 360 if low else 180, fill=SLATE)
        draw.rectangle(
            (x - r, y + 50, x + r, y + 74) if low else (x - r, y - 74, x + r, y - 50), fill=mix(SLATE, INK, 0.4)
        )
        draw.arc(box, 180 if low else 0, 360 if low else 180, fill=PAPER, width=8)
        for k in range(-2, 3):
            px = x + k * r * 0.36
            draw.rectangle(
                (px - 14, y + 74, px + 14, y + 132) if low else (px - 14, y - 132, px + 14, y - 74),
                fill=mix(SLATE, INK, 0.55),
            )
    wx, wy = points[-1]
    draw.ellipse((wx - 560, wy - 92, wx + 560, wy + 130), fill=mix(INK, SLATE, 0.4))
    draw.ellipse((wx - 560, wy - 112, wx + 560, wy + 110), fill=MIST)
    draw.ellipse((wx - 540, wy - 106, wx + 540, wy + 102), fill=NIGHT)
    for row in range(-4, 5):
        for col in range(-9, 10):
            x, y = wx + col * 56 + row * 4, wy + row * 21
            if ((x - wx) / 505) ** 2 + ((y - wy) / 92) ** 2 < 1:
                hot = abs(col) < 1 and abs(row) < 1
                colour = (
                    PAPER
                    if hot
                    else rng.choice(
                        (SLATE, SLATE, TEAL, mix(SLATE, TEAL, 0.5), OCHRE if rng.random() < 0.35 else SLATE)
                    )
                )
                draw.polygon(((x - 24, y - 8), (x + 24, y - 8), (x + 26, y + 8), (x - 22, y + 8)), fill=colour)
    glow(canvas, lambda d: disc(d, wx, wy, 46, fill=rgb(PAPER)), 60, 1.0)
    return canvas


@picture("static/images/libri.jpg")
def books(rng):
    """A shelf of books; one of them is made of bits."""
    canvas = gradient(mix(PAPER, SAND, 0.3), SAND)
    draw = ImageDraw.Draw(canvas)
    palette = (NIGHT, SLATE, TEAL, RED, OCHRE, MIST, STONE, mix(RED, INK, 0.35), mix(TEAL, INK, 0.4))
    floor = H * 0.86
    draw.rectangle((0, floor, W, floor + 50), fill=mix(STONE, INK, 0.55))
    draw.rectangle((0, floor + 50, W, H), fill=mix(SAND, STONE, 0.5))
    x, last, special = -30, None, False
    while x < W:
        wide = rng.randrange(90, 210)
        tall = rng.randrange(900, 1330)
        if not special and x > W * 0.60:
            special, wide, tall = True, 230, 1360
            cells = 10
            size = wide / cells
            for row in range(int(tall / size)):
                for col in range(cells):
                    px, py = x + col * size, floor - (row + 1) * size
                    chance = 1 - max(0, row - 30) / 34
                    if rng.random() < chance:
                        draw.rectangle(
                            (px + 2, py + 2, px + size - 2, py + size - 2),
                            fill=rng.choice((RED, RED, mix(RED, OCHRE, 0.5), OCHRE, NIGHT)),
                        )
            for _ in range(60):
                px, py = x + rng.uniform(-120, wide + 120), floor - tall - rng.uniform(-60, 300)
                px, py = x + round((px - x) / size) * size, floor - round((floor - py) / size) * size
                draw.rectangle((px + 2, py + 2, px + size - 2, py + size - 2), fill=rng.choice((RED, OCHRE, NIGHT)))
            x += wide + 8
            continue
        colour = rng.choice([c for c in palette if c != last])
        last = colour
        top = floor - tall
        draw.rectangle((x, top, x + wide, floor), fill=colour)
        draw.rectangle((x, top, x + 14, floor), fill=mix(colour, PAPER, 0.18))
        draw.rectangle((x + wide - 16, top, x + wide, floor), fill=mix(colour, INK, 0.28))
        trim = mix(colour, PAPER, 0.55)
        style = rng.randrange(4)
        if style == 0:
            for y in (top + 90, top + 116, floor - 130, floor - 104):
                draw.rectangle((x + 14, y, x + wide - 16, y + 9), fill=trim)
        elif style == 1:
            draw.rectangle((x + wide * 0.28, top + 170, x + wide * 0.72, top + tall * 0.6), fill=trim)
        elif style == 2:
            disc(draw, x + wide / 2, top + 150, wide * 0.22, fill=trim)
            draw.rectangle((x + wide / 2 - 8, top + 260, x + wide / 2 + 8, top + 600), fill=trim)
        else:
            draw.rectangle((x + 14, floor - 330, x + wide - 16, floor - 210), fill=trim)
        x += wide + rng.choice((6, 6, 8, 30))
    return canvas


@picture("static/images/fotogrammi.jpg")
def frames(rng):
    """A strip of film across the page, a different horizon in each frame."""
    canvas = gradient(NIGHT, INK)
    glow(canvas, lambda d: d.rectangle((0, H * 0.38, W, H * 0.62), fill=rgb(SLATE)), 330, 0.8)
    strip = Image.new("RGB", (W + 800, 1120), rgb("#0a101c"))
    d = ImageDraw.Draw(strip)
    wide, tall, gap = 900, 760, 60
    skies = ((NIGHT, RED), (TEAL, PAPER), (OCHRE, RED), (SLATE, MIST), (RED, OCHRE))
    for i in range(5):
        x0, y0 = 30 + i * (wide + gap), 180
        frame = Image.new("RGB", (wide, tall))
        f = ImageDraw.Draw(frame)
        top, low = skies[i]
        for y in range(tall):
            f.line((0, y, wide, y), fill=mix(top, low, min(1, y / (tall * 0.75))))
        # The same sun, a little lower in each frame.
        disc(f, 170 + i * 130, 200 + (i - 1) ** 2 * 26, 112, fill=mix(PAPER, OCHRE, 0.25 + 0.1 * i))
        for depth in range(3):
            phase = i * 0.55 + depth * 2.1
            ground = [(0, tall)]
            for x in range(0, wide + 20, 20):
                ground.append(
                    (
                        x,
                        tall * (0.60 + 0.12 * depth)
                        + 60 * math.sin(x / 190 + phase)
                        + 24 * math.sin(x / 74 + phase * 2),
                    )
                )
            f.polygon([*ground, (wide, tall)], fill=mix(mix(low, INK, 0.45 + 0.2 * depth), NIGHT, 0.3))
        strip.paste(frame, (x0, y0))
    for x in range(30, W + 800, 128):
        for y in (52, 1120 - 52 - 74):
            d.rounded_rectangle((x, y, x + 74, y + 74), 16, fill=rgb(SLATE))
    turned = strip.rotate(7, resample=Image.Resampling.BICUBIC, expand=True)
    mask = Image.new("L", strip.size, 255).rotate(7, resample=Image.Resampling.BICUBIC, expand=True)
    place = ((W - turned.width) // 2, (H - turned.height) // 2)
    shade = Image.new("L", (W, H), 0)
    shade.paste(mask, (place[0] + 10, place[1] + 50))
    shadow(canvas, lambda d: d.bitmap((0, 0), shade, fill=255), 60, 0.8)
    canvas.paste(turned, place, mask)
    return canvas


@picture("static/images/globo.jpg")
def globe(rng):
    """A globe of parallels and meridians held in the frame of a browser."""
    canvas = gradient(mix(TEAL, PAPER, 0.75), PAPER)
    x0, y0, x1, y1 = W * 0.16, H * 0.13, W * 0.84, H * 0.93
    shadow(canvas, lambda d: d.rounded_rectangle((x0 + 20, y0 + 60, x1 + 20, y1 + 60), 40, fill=255), 90, 0.4)
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle((x0, y0, x1, y1), 40, fill=NIGHT)
    draw.rounded_rectangle((x0 + 18, y0 + 150, x1 - 18, y1 - 18), 26, fill=mix(PAPER, SAND, 0.2))
    for k, colour in enumerate((RED, OCHRE, TEAL)):
        disc(draw, x0 + 82 + k * 66, y0 + 76, 21, fill=colour)
    draw.rounded_rectangle((x0 + 310, y0 + 40, x1 - 120, y0 + 114), 37, fill=SLATE)
    disc(draw, x0 + 356, y0 + 77, 15, fill=MIST)
    split = x1 - 520
    draw.rectangle((split, y0 + 150, split + 6, y1 - 18), fill=STONE)
    # The assistant's panel: lines of an answer, and a box for the question.
    y = y0 + 230
    for block, colour in ((3, SLATE), (5, STONE), (2, SLATE), (4, STONE)):
        for k in range(block):
            draw.rounded_rectangle(
                (split + 60, y, split + 60 + rng.randrange(230, 390), y + 20), 10, fill=mix(colour, PAPER, 0.25)
            )
            y += 44
        y += 40
    draw.rounded_rectangle((split + 50, y1 - 150, x1 - 60, y1 - 66), 42, outline=RED, width=8)
    disc(draw, x1 - 104, y1 - 108, 24, fill=RED)
    cx, cy, r = (x0 + split) / 2, (y0 + 150 + y1) / 2, 500
    disc(draw, cx, cy, r, fill=TEAL)
    image, d = layer()
    for k in range(1, 6):
        w = r * math.sin(math.pi / 2 * k / 6)
        d.ellipse((cx - w, cy - r, cx + w, cy + r), outline=rgb(PAPER, 0.75), width=6)
    d.line((cx, cy - r, cx, cy + r), fill=rgb(PAPER, 0.75), width=6)
    for k in range(-4, 5):
        y = cy + r * math.sin(math.pi / 2 * k / 5)
        half = math.sqrt(max(0, r * r - (y - cy) ** 2))
        d.line((cx - half, y, cx + half, y), fill=rgb(PAPER, 0.75), width=6)
    over(canvas, image)
    draw = ImageDraw.Draw(canvas)
    pins = []
    for _ in range(9):
        angle, far = rng.uniform(0, 6.28), r * math.sqrt(rng.uniform(0.02, 0.75))
        pins.append((cx + far * math.cos(angle), cy + far * math.sin(angle)))
    pins.sort()
    curve(draw, pins, OCHRE, 9)
    for px, py in pins:
        disc(draw, px, py, 25, fill=NIGHT)
        disc(draw, px, py, 15, fill=OCHRE)
    return canvas


@picture("static/images/gru.jpg")
def cranes(rng):
    """Cranes over a building site, at dawn."""
    canvas = gradient(mix(SLATE, TEAL, 0.3), mix(MIST, SAND, 0.4), SAND, mix(OCHRE, PAPER, 0.3))
    floor = H * 0.87
    glow(canvas, lambda d: disc(d, W * 0.27, floor - 260, 260, fill=rgb(OCHRE)), 240, 0.7)
    draw = ImageDraw.Draw(canvas)
    disc(draw, W * 0.27, floor - 300, 210, fill=mix(OCHRE, PAPER, 0.55))

    def crane(x, height, reach, back, colour, width, hook):
        top = floor - height
        half = width * 3
        for sx in (-half, half):
            draw.line((x + sx, floor, x + sx, top), fill=colour, width=width)
        step = half * 2
        y = floor
        flip = 1
        while y - step > top:
            draw.line((x - half * flip, y, x + half * flip, y - step), fill=colour, width=max(3, width // 2))
            draw.line((x - half, y - step, x + half, y - step), fill=colour, width=max(3, width // 2))
            y -= step
            flip = -flip
        peak = top - height * 0.13
        draw.line((x - back, top, x + reach, top), fill=colour, width=width)
        draw.line(
            (x - back * 0.9, top - half * 1.4, x + reach * 0.92, top - half * 1.4),
            fill=colour,
            width=max(3, width // 2),
        )
        sign = 1 if reach > 0 else -1
        n = int(abs(reach) / (half * 2.2))
        for k in range(n):
            a, b = x + sign * k * half * 2.2, x + sign * (k + 0.5) * half * 2.2
            draw.line((a, top, b, top - half * 1.4, b + sign * half * 1.1, top), fill=colour, width=max(3, width // 2))
        draw.line((x, top, x, peak), fill=colour, width=width)
        for end in (x - back * 0.95, x + reach * 0.8, x + reach * 0.45):
            draw.line((x, peak, end, top - half), fill=colour, width=max(3, width // 3))
        w = half * 1.6
        draw.rectangle((x - back - w / 2, top, x - back + w / 2, top + w * 1.5), fill=colour)
        cab = x + sign * half * 2
        draw.rectangle((cab - half, top + 4, cab + half, top + half * 2.4), fill=colour)
        hx, hy = x + reach * hook, top + height * 0.30
        draw.line((hx, top, hx, hy), fill=colour, width=max(3, width // 3))
        return hx, hy

    far, near = mix(SLATE, SAND, 0.45), NIGHT
    crane(W * 0.47, 900, 620, 210, far, 9, 0.7)
    crane(W * 0.92, 1010, -700, -240, far, 9, 0.6)
    # The halls: a frame of beams, filled in from the left.
    for hall in range(3):
        x0 = W * (0.08 + 0.30 * hall)
        cols, rows, cw, rh = 9, 5 - hall, 92, 96
        for c in range(cols):
            for r in range(rows):
                x, y = x0 + c * cw, floor - (r + 1) * rh
                built = (c + r * 1.6) < (11 - hall * 4.2)
                if built:
                    draw.rectangle((x, y, x + cw, y + rh), fill=mix(NIGHT, SLATE, 0.35))
                    lit = rng.random() < 0.4
                    draw.rectangle(
                        (x + 16, y + 26, x + cw - 16, y + rh - 26), fill=OCHRE if lit else mix(NIGHT, SLATE, 0.8)
                    )
                else:
                    draw.rectangle((x, y, x + cw, y + rh), outline=NIGHT, width=9)
                    if rng.random() < 0.3:
                        draw.line((x, y, x + cw, y + rh), fill=NIGHT, width=5)
    hx, hy = crane(W * 0.30, 1330, 900, 320, near, 15, 0.72)
    draw.polygon(((hx, hy), (hx - 120, hy + 90), (hx + 120, hy + 90)), outline=near, width=5)
    draw.rectangle((hx - 150, hy + 90, hx + 150, hy + 128), fill=RED)
    hx, hy = crane(W * 0.80, 1140, -640, -270, near, 14, 0.5)
    draw.line((hx, hy, hx, hy + 40), fill=near, width=8)
    draw.rectangle((hx - 60, hy + 40, hx + 60, hy + 150), fill=RED)
    draw.rectangle((0, floor, W, H), fill=INK)
    return canvas


@picture("static/images/due-meta.jpg")
def halves(rng):
    """Two different chips joined by a bridge."""
    canvas = gradient(mix(SAND, PAPER, 0.4), SAND)
    size, gap = 900, 300
    cx, cy = W / 2, H / 2
    boxes = [(cx - gap / 2 - size, cy - size / 2), (cx + gap / 2, cy - size / 2)]
    shadow(
        canvas,
        lambda d: [d.rounded_rectangle((x + 25, y + 60, x + size + 25, y + size + 60), 50, fill=255) for x, y in boxes],
        70,
        0.5,
    )
    draw = ImageDraw.Draw(canvas)
    # Pins around each package.
    for x, y in boxes:
        for k in range(17):
            t = 60 + k * (size - 120) / 16
            for px, py, w, h in ((x + t, y - 26, 26, 56), (x + t, y + size - 30, 26, 56)):
                draw.rectangle((px - w / 2, py, px + w / 2, py + h), fill=STONE)
        outer = x - 26 if x < cx else x + size - 30
        for k in range(17):
            t = 60 + k * (size - 120) / 16
            draw.rectangle((outer, y + t - 13, outer + 56, y + t + 13), fill=STONE)
    lanes = 15
    for k in range(lanes):
        y = cy - 300 + k * 600 / (lanes - 1)
        colour = (RED, OCHRE, NIGHT)[k % 3]
        draw.line((cx - gap / 2 - 40, y, cx + gap / 2 + 40, y), fill=colour, width=15)
        x = cx + rng.uniform(-0.38, 0.38) * gap
        disc(draw, x, y, 19, fill=PAPER, outline=colour, width=8)
    for (x, y), colour in zip(boxes, (TEAL, NIGHT)):
        draw.rounded_rectangle((x, y, x + size, y + size), 50, fill=colour)
        draw.rounded_rectangle(
            (x + 46, y + 46, x + size - 46, y + size - 46), 24, outline=mix(colour, PAPER, 0.3), width=6
        )
    x, y = boxes[0]
    # On the left many small equal cores, on the right a few large ones.
    for row in range(10):
        for col in range(10):
            px, py = x + 96 + col * 72, y + 96 + row * 72
            tone = rng.choice((0.14, 0.22, 0.32, 0.45))
            draw.rectangle((px, py, px + 58, py + 58), fill=OCHRE if rng.random() < 0.07 else mix(TEAL, PAPER, tone))
    x, y = boxes[1]
    blocks = [
        (96, 96, 340, 340),
        (464, 96, 340, 156),
        (464, 280, 156, 156),
        (648, 280, 156, 156),
        (96, 464, 156, 340),
        (280, 464, 524, 156),
        (280, 648, 248, 156),
        (556, 648, 248, 156),
    ]
    for i, (bx, by, bw, bh) in enumerate(blocks):
        fill = RED if i == 0 else mix(NIGHT, MIST, rng.choice((0.2, 0.32, 0.45)))
        draw.rectangle((x + bx, y + by, x + bx + bw, y + by + bh), fill=fill)
        for k in range(1, int(bw // 52)):
            lx = x + bx + k * 52
            draw.line((lx, y + by + 22, lx, y + by + bh - 22), fill=mix(fill, INK, 0.3), width=5)
    return canvas


@picture("static/images/quote.jpg")
def shares(rng):
    """A ring cut in three: 26, 27 and 47 parts of a hundred, in beads."""
    canvas = gradient(INK, NIGHT)
    cx, cy = W / 2, H / 2
    slices = ((26, TEAL), (27, OCHRE), (47, RED))
    beads = []
    for ring in range(9):
        r = 320 + ring * 52
        count = int(2 * math.pi * r / 50)
        for k in range(count):
            share = 100 * k / count
            total = 0
            for part, colour in slices:
                if share < total + part:
                    break
                total += part
            edge = min(share - total, total + part - share)
            if edge * r * 0.0628 < 34:
                continue
            angle = -math.pi / 2 + 2 * math.pi * share / 100
            beads.append(
                (
                    cx + r * math.cos(angle),
                    cy + r * math.sin(angle),
                    20 - 0.3 * ring,
                    mix(colour, rng.choice((PAPER, INK)), rng.uniform(0, 0.35)),
                )
            )
    glow(canvas, lambda d: [disc(d, x, y, r, fill=rgb(c)) for x, y, r, c in beads], 50, 0.55)
    draw = ImageDraw.Draw(canvas)
    for x, y, r, colour in beads:
        disc(draw, x, y, r, fill=colour)
    disc(draw, cx, cy, 215, outline=MIST, width=7)
    disc(draw, cx, cy, 150, outline=SLATE, width=5)
    disc(draw, cx, cy, 78, fill=PAPER)
    return canvas


@picture("static/images/scudi.jpg")
def shields(rng):
    """Arrows from all sides, and the arcs that stop some of them."""
    canvas = gradient(PAPER, mix(PAPER, SAND, 0.8))
    draw = ImageDraw.Draw(canvas)
    cx, cy = W / 2, H / 2
    arcs = []
    for ring, (r, colour) in enumerate(((300, NIGHT), (430, SLATE), (560, TEAL), (690, MIST))):
        start = rng.randrange(0, 360)
        for k in range(3):
            sweep = rng.randrange(66, 100)
            arcs.append((r, start % 360, (start + sweep) % 360, sweep, colour))
            start += 120
    for r, a, _, sweep, colour in arcs:
        draw.arc((cx - r, cy - r, cx + r, cy + r), a, a + sweep, fill=colour, width=64)
        for end in (a, a + sweep):
            t = math.radians(end)
            disc(draw, cx + (r - 32) * math.cos(t), cy + (r - 32) * math.sin(t), 32, fill=colour)

    def stopped(angle):
        """The outermost radius at which an arrow from this side is stopped."""
        for r, a, b, sweep, _ in sorted(arcs, reverse=True):
            if (math.degrees(angle) - a + 4) % 360 < sweep + 8:
                return r
        return 200

    for k in range(44):
        angle = 2 * math.pi * k / 44 + rng.uniform(-0.04, 0.04)
        r = stopped(angle) + 26
        length = rng.uniform(170, 460)
        through = r < 260
        colour = RED if through else rng.choice((STONE, STONE, OCHRE))
        c, s = math.cos(angle), math.sin(angle)
        a, b = (cx + (r + length) * c, cy + (r + length) * s), (cx + (r + 34) * c, cy + (r + 34) * s)
        draw.line((*a, *b), fill=colour, width=11)
        tip = (cx + r * c, cy + r * s)
        wing = 20
        draw.polygon(
            (
                tip,
                (cx + (r + 52) * c - wing * s, cy + (r + 52) * s + wing * c),
                (cx + (r + 52) * c + wing * s, cy + (r + 52) * s - wing * c),
            ),
            fill=colour,
        )
    draw.rounded_rectangle((cx - 128, cy - 128, cx + 128, cy + 128), 28, fill=NIGHT)
    for row in range(3):
        for col in range(3):
            x, y = cx - 88 + col * 64, cy - 88 + row * 64
            draw.rectangle((x, y, x + 48, y + 48), fill=OCHRE if row == col == 1 else SLATE)
    return canvas


@picture("static/images/trimestri.jpg")
def quarters(rng):
    """Five half-discs whose areas are as five companies' revenues: 180, 102.5, 102, 78 and 51."""
    canvas = gradient(mix(PAPER, SAND, 0.15), SAND)
    draw = ImageDraw.Draw(canvas)
    values = ((180.2, NIGHT), (102.5, TEAL), (102.3, RED), (77.7, OCHRE), (51.2, SLATE))
    radii = [math.sqrt(v) * 40 for v, _ in values]
    floor = H * 0.70
    gap = (W - 300 - sum(2 * r for r in radii)) / 4
    x = 150
    for (_, colour), r in zip(values, radii):
        cx = x + r
        for k in range(7):
            rr = r - k * r / 7
            shade = mix(colour, PAPER, 0.11 * k)
            draw.pieslice((cx - rr, floor - rr, cx + rr, floor + rr), 180, 360, fill=shade)
        # Its reflection: the spending, in thin lines.
        lines = int(r / 22)
        for k in range(lines):
            y = floor + 24 + k * 22
            half = math.sqrt(max(0, r * r - (y - floor) ** 2)) * 0.96
            draw.line((cx - half, y, cx + half, y), fill=mix(colour, SAND, 0.25 + 0.6 * k / lines), width=7)
        x += 2 * r + gap
    draw.rectangle((90, floor, W - 90, floor + 8), fill=INK)
    return canvas


def main(names):
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        sys.exit(f"no such picture: {', '.join(unknown)}; there are: {', '.join(PICTURES)}")
    for name in names or PICTURES:
        path, draw = PICTURES[name]
        size = save(draw(random.Random(name)), path, name)
        print(f"{size // 1000:4} kB  {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
