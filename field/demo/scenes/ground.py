"""Scenes of ground: water, a hole, stairs, broken glass. Each is drawn as it was noted and, `after`, as it
was mended.
"""

import math

from field.demo.paint import (
    CORAL,
    CREAM,
    DUSK,
    EDGE,
    HAZE,
    LAMP,
    LEAF,
    MINT,
    MOSS,
    NIGHT,
    PAPER,
    RAISED,
    STEEL,
    STONE,
    Canvas,
    mix,
    wave,
)
from field.demo.props import bush, foreground, lamp, outdoors, path, tree


def puddle(c: Canvas, after: bool) -> None:
    outdoors(c, late=True)
    path(c, (-90, 90), (-640, 640))
    lamp(c, 250, 70, 400, lit=True)
    tree(c, -480, 90, 470)
    if after:
        c.shape([(-120, 250), (120, 250), (150, 300), (-150, 300)], NIGHT)
        for bar in range(-110, 120, 34):
            c.shape(
                [(bar, 254), (bar + 14, 254), (bar * 1.2 + 18, 296), (bar * 1.2, 296)], mix(STEEL, HAZE, 0.2)
            )
    else:
        pool(c, -10, 290, 400, 130)
    foreground(c)


def pool(c: Canvas, x: float, y: float, rx: float, ry: float) -> None:
    """Standing water with the sky and a lamp in it."""
    for dx, dy, part, tone in (
        (0, 8, 1.03, mix(STONE, NIGHT, 0.55)),
        (0, 0, 1.0, mix(EDGE, HAZE, 0.45)),
        (0, 8, 0.94, mix(EDGE, DUSK, 0.3)),
    ):
        c.oval(x + dx, y + dy, rx * part, ry * part, tone)
        c.oval(x + rx * 0.55, y + ry * 0.5 + dy, rx * 0.5 * part, ry * 0.5 * part, tone)
    c.light(x + 170, y + 20, 40, ry * 0.85, CREAM, 0.9)
    c.light(x + 170, y + 20, 150, ry * 1.0, LAMP, 0.5)
    for step in range(5):
        c.stroke(
            [(x - rx * 0.6 + step * 70, y - 40 + step * 28), (x - rx * 0.35 + step * 70, y - 40 + step * 28)],
            mix(HAZE, PAPER, 0.35),
            5,
        )


def hole(c: Canvas, after: bool) -> None:
    outdoors(c)
    path(c, (-110, 110), (-690, 690))
    tree(c, 560, 70, 420)
    lamp(c, -300, 70, 380, lit=True)
    if after:
        c.shape([(-240, 190), (230, 180), (310, 390), (-300, 400)], mix(STONE, NIGHT, 0.55))
        c.shape([(-228, 196), (220, 187), (296, 382), (-286, 391)], mix(STONE, NIGHT, 0.42))
    else:
        for part, tone in ((1.12, mix(STONE, HAZE, 0.5)), (1.0, mix(NIGHT, STONE, 0.3)), (0.8, NIGHT)):
            c.shape([(x * part, 290 + y * part) for x, y in ragged(c, 260, 110)], tone)
        for end in ((-470, 230), (440, 220), (380, 440), (-420, 430)):
            c.stroke(
                wave((end[0] * 0.5, 290 + (end[1] - 290) * 0.5), end, 14, 2.5), mix(NIGHT, STONE, 0.25), 8
            )
        for x, y in ((-310, 360), (290, 330), (-190, 405), (240, 400)):
            c.oval(x, y, 20, 12, mix(STONE, DUSK, 0.5))
    foreground(c, "l")


def ragged(c: Canvas, rx: float, ry: float) -> list[tuple[float, float]]:
    parts = [(math.tau * i / 18, c.chance.uniform(0.78, 1.12)) for i in range(18)]
    return [(math.cos(turn) * rx * r, math.sin(turn) * ry * r) for turn, r in parts]


def stairs(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    c.shape(
        [(c.left, 20), (-330, -190), (330, -190), (c.right, 20), (c.right, c.bottom), (c.left, c.bottom)],
        mix(MOSS, DUSK, 0.45),
    )
    for step in range(9):
        y, w = 420 - step * 70, 440 - step * 24
        c.box(-w, y - 46, w, y + 26, mix(STONE, DUSK, 0.25 + step * 0.015))
        c.box(-w, y - 62, w, y - 40, mix(STONE, HAZE, 0.62))
        if after:
            c.box(-w, y - 48, w, y - 40, LAMP)
    c.fade(446, c.bottom, [mix(STONE, RAISED, 0.4), mix(STONE, DUSK, 0.6)])
    railing(c, whole=True, side=-1)
    railing(c, whole=after, side=1)
    lamp(c, -420, -150, 330, lit=after)
    bush(c, 520, 60, 190)
    bush(c, -650, 160, 170)
    foreground(c, "l")


def railing(c: Canvas, *, whole: bool, side: int) -> None:
    metal = mix(STEEL, PAPER, 0.35)
    for share in (0, 0.34, 0.67, 1):
        x, y = side * (470 - share * 215), 430 - share * 590
        lean = 0 if whole or share in (0, 1) else 90 * side
        c.stroke([(x, y), (x + lean, y - 170 + abs(lean) * 0.7)], metal, 15 - share * 5)
    if whole:
        c.stroke([(side * 470, 262), (side * 255, -328)], metal, 20)
    else:
        c.stroke([(side * 470, 262), (side * 520, 120), (side * 600, 190)], CORAL, 20)
        c.stroke([(side * 255, -328), (side * 330, -150)], metal, 16)


def glass(c: Canvas, after: bool) -> None:
    outdoors(c)
    path(c, (-120, 120), (-760, 760))
    tree(c, 610, 90, 470)
    lamp(c, -330, 60, 400, lit=True)
    if not after:
        bottle(c)
    c.light(0, 300, 420, 170, LAMP, 0.25)
    foreground(c, "l")


def bottle(c: Canvas) -> None:
    green = mix(MINT, LEAF, 0.3)
    c.oval(-20, 372, 360, 30, mix(STONE, NIGHT, 0.4))
    c.shape(
        [(-250, 250), (-60, 210), (-96, 250), (-30, 276), (-84, 306), (-40, 340), (-230, 366), (-282, 310)],
        green,
    )
    c.shape([(-238, 268), (-110, 240), (-130, 258), (-236, 286)], mix(green, PAPER, 0.55))
    c.shape([(130, 330), (290, 250), (316, 286), (156, 372)], green)
    c.box(288, 226, 344, 282, mix(green, NIGHT, 0.25), 12)
    for _ in range(44):
        x, y, size = c.chance.gauss(10, 190), c.chance.uniform(190, 440), c.chance.uniform(12, 42)
        turn = c.chance.uniform(0, math.tau)
        corners = [
            (x + math.cos(turn + k * 2.2) * size, y + math.sin(turn + k * 2.2) * size * 0.6) for k in range(3)
        ]
        c.shape(corners, mix(green, PAPER, c.chance.choice((0.1, 0.35, 0.75))))
    for _ in range(9):
        c.light(c.chance.gauss(10, 170), c.chance.uniform(220, 410), 34, colour=PAPER, strength=0.9)
