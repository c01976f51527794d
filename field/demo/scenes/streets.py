"""Scenes of streets: crossing, moped, sign. Each is drawn as it was noted and, `after`, as it was mended."""

import math

from field.demo.paint import (
    BLUE,
    CORAL,
    CREAM,
    DUSK,
    HAZE,
    LAMP,
    NIGHT,
    PAPER,
    PINE,
    RAISED,
    STEEL,
    STONE,
    Canvas,
    mix,
    rgb,
    wave,
)
from field.demo.props import bush, foreground, lamp, outdoors, path, tree


def crossing(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    c.fade(80, c.bottom, [mix(STONE, DUSK, 0.25), mix(RAISED, DUSK, 0.4)])
    c.box(c.left, 64, c.right, 88, mix(HAZE, PAPER, 0.25))
    for stripe in range(-5, 6):
        zebra(c, stripe, worn=not after)
    lamp(c, -560, 84, 470, lit=after)
    c.stroke([(470, 120), (470, -200)], mix(STEEL, NIGHT, 0.3), 20)
    c.box(360, -430, 580, -210, PAPER, 18)
    c.box(372, -418, 568, -222, mix(BLUE, rgb("#0B4FB3"), 0.7), 12)
    c.shape([(470, -402), (556, -240), (384, -240)], PAPER)
    for stripe in range(4):
        c.shape(
            [
                (414 + stripe * 28, -250),
                (430 + stripe * 28, -250),
                (440 + stripe * 20, -276),
                (428 + stripe * 20, -276),
            ],
            DUSK,
        )
    if after:
        c.light(470, -320, 320, colour=CREAM, strength=0.5)
        c.light(0, 300, 700, 260, LAMP, 0.35)
        for x in (-430, 400):
            c.box(x, 92, x + 90, 128, mix(PAPER, HAZE, 0.25), 6)
    foreground(c, "r")


def zebra(c: Canvas, stripe: int, *, worn: bool) -> None:
    def bar(share: float) -> tuple[float, float]:
        return stripe * (70 + 55 * share), 110 + 400 * share

    tone = mix(STONE, PAPER, 0.28 if worn else 0.92)
    pieces = ((0.0, 0.22), (0.34, 0.5), (0.72, 0.82)) if worn else ((0.0, 1.0),)
    for start, end in pieces:
        start = min(end, start + (c.chance.uniform(0, 0.12) if worn else 0))
        (x0, y0), (x1, y1) = bar(start), bar(end)
        c.shape(
            [
                (x0 - 19 - 14 * start, y0),
                (x0 + 19 + 14 * start, y0),
                (x1 + 19 + 14 * end, y1),
                (x1 - 19 - 14 * end, y1),
            ],
            tone,
        )


def moped(c: Canvas, after: bool) -> None:
    outdoors(c, late=True)
    path(c, (-80, 80), (-680, 680))
    tree(c, -600, 90, 480)
    lamp(c, 430, 130, 540, lit=True)
    if after:
        for x in (-300, 0, 300):
            bollard(c, x)
    else:
        tracks(c)
        scooter(c, 0, 240)
    foreground(c)


def bollard(c: Canvas, x: float) -> None:
    c.oval(x, 330, 60, 14, mix(STONE, NIGHT, 0.5))
    c.box(x - 34, 90, x + 34, 332, mix(RAISED, NIGHT, 0.2), 30)
    c.box(x - 34, 130, x + 34, 186, LAMP)
    c.box(x - 26, 104, x - 12, 320, mix(STEEL, PAPER, 0.2), 6)


def tracks(c: Canvas) -> None:
    for shift in (0, 54):
        c.stroke(
            [
                (x + shift * (0.3 + i / 24), y)
                for i, (x, y) in enumerate(wave((-120, 300), (-360, 590), 40, 0.8))
            ],
            mix(STONE, NIGHT, 0.55),
            13,
        )


def scooter(c: Canvas, x: float, y: float) -> None:
    """A parked moped, nobody on it."""
    body = mix(CORAL, LAMP, 0.15)
    c.oval(x, y + 112, 270, 22, mix(STONE, NIGHT, 0.55))
    for wheel in (x - 180, x + 190):
        for r, tone in ((86, NIGHT), (54, mix(STEEL, PAPER, 0.2)), (22, NIGHT)):
            c.oval(wheel, y + 34, r, r, tone)
    c.shape(
        [
            (x - 230, y + 10),
            (x - 200, y - 80),
            (x - 40, y - 96),
            (x + 10, y + 40),
            (x + 110, y + 40),
            (x + 150, y - 140),
            (x + 196, y - 140),
            (x + 170, y + 78),
            (x - 60, y + 84),
            (x - 110, y + 10),
        ],
        body,
    )
    c.shape([(x - 230, y - 90), (x - 30, y - 104), (x - 40, y - 142), (x - 210, y - 132)], DUSK)
    c.stroke([(x + 192, y + 30), (x + 148, y - 190)], mix(STEEL, PAPER, 0.1), 18)
    c.stroke([(x + 90, y - 210), (x + 176, y - 200)], NIGHT, 18)
    c.oval(x + 186, y - 150, 30, 30, CREAM)
    c.light(x + 196, y - 150, 190, colour=CREAM, strength=0.8)


def sign(c: Canvas, after: bool) -> None:
    outdoors(c)
    path(c, (40, 160), (-420, 640))
    tree(c, -600, 90, 460)
    bush(c, 560, 220, 200)
    lean = 0 if after else 210
    top = -330 if after else -270
    c.stroke([(-40, 300), (-40 + lean, top)], mix(STEEL, HAZE, 0.35), 26)
    c.oval(-40, 304, 70, 16, mix(PINE, NIGHT, 0.3))
    x, y = -40 + lean, top
    tilt = lean / 620

    def turned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [
            (x + px * math.cos(tilt) - py * math.sin(tilt), y + px * math.sin(tilt) + py * math.cos(tilt))
            for px, py in points
        ]

    c.shape(turned([(-180, -180), (180, -180), (180, 180), (-180, 180)]), PAPER)
    c.shape(turned([(-164, -164), (164, -164), (164, 164), (-164, 164)]), mix(BLUE, rgb("#0B4FB3"), 0.7))
    c.shape(turned([(-128, 8), (-128, 116), (4, 116), (4, 8), (30, 8), (-62, -104), (-154, 8)]), PAPER)
    c.shape(turned([(-86, 116), (-86, 48), (-44, 48), (-44, 116)]), BLUE)
    for across, down, r in ((46, 96, 20), (100, -20, 50)):
        ((px, py),) = turned([(across, down)])
        c.oval(px, py, r, r, PAPER)
    c.shape(turned([(92, 20), (108, 20), (108, 116), (92, 116)]), PAPER)
    c.light(x, y, 330, colour=BLUE, strength=0.18)
    if after:
        lamp(c, 420, 130, 520, lit=True)
    foreground(c, "r")
