"""Scenes of squares: market, empty square, shop, passage. Each is drawn as it was noted and, `after`, as it
was mended.
"""

import math

from field.demo.paint import (
    AMBER,
    BLUE,
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
    PLANK,
    PLUM,
    RAISED,
    STEEL,
    STONE,
    WOOD,
    Canvas,
    Colour,
    mix,
    rgb,
    wave,
)
from field.demo.props import crown, foreground, lamp, outdoors, paving, sky, tree


def market(c: Canvas, after: bool) -> None:
    outdoors(c, paved=True)
    for x, tone in ((-560, CORAL), (-180, LAMP), (210, MINT)):
        stall(c, x, tone)
    tree(c, 640, 120, 600)
    lamp(c, -680, 90, 480, lit=True)
    if after:
        bulbs(c, (-680, -390), (660, -330))
    c.light(0, 330, 760, 150, AMBER, 0.35)
    foreground(c, "l")


def stall(c: Canvas, x: float, tone: Colour) -> None:
    """A market stall with fruit and a lamp of its own."""
    for post in (x + 16, x + 330):
        c.stroke([(post, -120), (post, 210)], mix(WOOD, NIGHT, 0.3), 13)
    for stripe in range(8):
        shade = tone if stripe % 2 else mix(PAPER, tone, 0.12)
        left = x - 20 + stripe * 48
        c.shape(
            [(left + 12 - stripe * 2, -230), (left + 56 - stripe * 2, -230), (left + 48, -110), (left, -110)],
            mix(shade, DUSK, 0.15),
        )
        c.oval(left + 24, -110, 24, 18, mix(shade, DUSK, 0.15))
    c.box(x, 70, x + 346, 210, mix(WOOD, NIGHT, 0.15), 8)
    c.box(x - 8, 56, x + 354, 84, PLANK, 6)
    for fruit, colour in enumerate((CORAL, LAMP, MINT, PLUM, AMBER)):
        for berry in range(7):
            c.oval(
                x + 36 + fruit * 68 + (berry % 4) * 13,
                52 - berry // 4 * 16,
                13,
                13,
                mix(colour, NIGHT, 0.05 * (berry % 3)),
            )
    c.light(x + 172, -60, 300, 250, CREAM, 0.6)
    c.oval(x + 172, -70, 15, 15, CREAM)


def empty_square(c: Canvas, after: bool) -> None:
    outdoors(c, late=not after, paved=True)
    lamp(c, 330, 110, 470, lit=True, reach=1.0 if after else 0.45)
    if after:
        seats(c)
        bulbs(c, (-640, -330), (330, -330))
        tree(c, -640, 130, 560, mix(MOSS, LEAF, 0.3))
        c.light(-160, 250, 620, 150, AMBER, 0.5)
    else:
        c.shape([(-420, 300), (-360, 268), (-300, 300), (-350, 318)], mix(PAPER, HAZE, 0.3))
        c.shape([(80, 400), (140, 378), (170, 402), (110, 424)], mix(CORAL, HAZE, 0.4))


def seats(c: Canvas) -> None:
    for x, tone in ((-380, CORAL), (-120, BLUE), (140, MINT)):
        c.oval(x + 60, 332, 120, 18, mix(RAISED, NIGHT, 0.4))
        for leg in (x - 10, x + 118):
            c.stroke([(leg, 330), (leg, 240)], mix(STEEL, NIGHT, 0.4), 12)
        c.box(x - 40, 210, x + 150, 246, tone, 14)
        c.box(x - 40, 90, x + 150, 180, mix(tone, NIGHT, 0.12), 22)
        c.box(x - 20, 170, x - 4, 220, mix(STEEL, NIGHT, 0.4))
        c.box(x + 114, 170, x + 130, 220, mix(STEEL, NIGHT, 0.4))


def bulbs(c: Canvas, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A string of lights."""
    line = [(x, y + 120 * math.sin(math.pi * i / 24)) for i, (x, y) in enumerate(wave(start, end, 0, 1))]
    c.stroke(line, NIGHT, 4)
    for x, y in line[1:-1]:
        c.oval(x, y + 14, 10, 12, CREAM)
        c.light(x, y + 14, 80, strength=0.75)


def shop(c: Canvas, after: bool) -> None:
    sky(c, mist=False)
    c.fade(c.top + 120, 260, [mix(rgb("#8E5F58"), HAZE, 0.35), mix(rgb("#8E5F58"), RAISED, 0.35)])
    for row in range(12):
        y = c.top + 130 + row * 64
        for x in range(-780, 800, 130):
            c.box(
                x + (row % 2) * 65, y, x + (row % 2) * 65 + 112, y + 10, mix(rgb("#8E5F58"), RAISED, 0.5), 4
            )
    paving(c, 250)
    c.box(-540, -300, 540, 256, mix(STEEL, NIGHT, 0.45), 8)
    for stripe in range(14):
        x = -580 + stripe * 83
        c.shape(
            [(x + 10, -380), (x + 93, -380), (x + 83, -270), (x, -270)],
            mix(CORAL if stripe % 2 else PAPER, DUSK, 0.12 if after else 0.4),
        )
    for x0, x1 in ((-510, -150), (-120, 240)):
        window_of_shop(c, x0, x1, after)
    c.box(280, -220, 500, 250, mix(CREAM, AMBER, 0.35) if after else mix(STEEL, NIGHT, 0.55), 6)
    c.box(300, -200, 480, 100, mix(CREAM, PAPER, 0.4) if after else mix(EDGE, NIGHT, 0.3), 4)
    c.oval(468, 130, 12, 12, LAMP)
    if after:
        c.light(-130, 0, 560, 380, LAMP, 0.45)
        c.light(-80, 340, 640, 150, AMBER, 0.65)
    else:
        c.light(-560, -420, 260, 200, HAZE, 0.4)


def window_of_shop(c: Canvas, x0: float, x1: float, after: bool) -> None:
    if after:
        c.box(x0, -220, x1, 180, mix(CREAM, AMBER, 0.25), 4)
        for pot in range(3):
            x = x0 + 60 + pot * 120
            c.box(x - 36, 90, x + 36, 178, mix(CORAL, WOOD, 0.4), 8)
            crown(c, x, 30, 82, mix(LEAF, MINT, 0.3))
        c.box(x0, -60, x1, -46, mix(PLANK, NIGHT, 0.1))
        for jar, tone in enumerate((BLUE, CORAL, PLUM, MINT, LAMP)):
            c.box(x0 + 26 + jar * 66, -120, x0 + 66 + jar * 66, -60, tone, 10)
        return
    c.box(x0, -220, x1, 180, mix(STONE, RAISED, 0.2), 4)
    for row in range(3):
        for column in range(3):
            x, y = x0 + column * 120 + c.chance.uniform(-4, 8), -216 + row * 132
            c.box(
                x + 4, y, x + 116, y + 126, mix(mix(PAPER, PLANK, 0.25), HAZE, c.chance.uniform(0.35, 0.6)), 3
            )
    for tone, dx, dy in ((CORAL, 40, -120), (LAMP, 190, 10), (BLUE, 110, 90)):
        c.shape(
            [(x0 + dx, dy), (x0 + dx + 96, dy - 12), (x0 + dx + 104, dy + 72), (x0 + dx + 8, dy + 84)],
            mix(tone, HAZE, 0.35),
        )


def passage(c: Canvas, after: bool) -> None:
    sky(c, mist=False)
    paving(c, 40)
    for side in (-1, 1):
        tone = mix(rgb("#7C6A72") if side < 0 else HAZE, RAISED, 0.25)
        c.shape([(side * 130, -260), (side * 800, -800), (side * 800, 620), (side * 130, 70)], tone)
        for share in (0.25, 0.6):
            x = side * (130 + 670 * share)
            c.shape(
                [
                    (x, -120 - 260 * share),
                    (x + side * 150 * (0.4 + share), -170 - 420 * share),
                    (x + side * 150 * (0.4 + share), 30 + 190 * share),
                    (x, 10 + 130 * share),
                ],
                mix(CREAM, AMBER, 0.4) if after or share < 0.5 else mix(tone, NIGHT, 0.4),
            )
    c.fade(-260, 60, [EDGE, mix(HAZE, CORAL, 0.3)], (-130, 130))
    c.shape([(-130, 70), (130, 70), (90, 40), (-90, 40)], mix(HAZE, PAPER, 0.2))
    bulbs(c, (-430, -430), (430, -430))
    if not after:
        pallets(c)
    c.light(0, 220, 420, 220, AMBER, 0.4)
    c.light(0, 420, 520, 130, LAMP, 0.25)


def pallets(c: Canvas) -> None:
    for x, y, size, layers in ((-330, 430, 1.0, 5), (250, 360, 0.85, 7), (-60, 250, 0.6, 4)):
        for layer in range(layers):
            top = y - layer * 52 * size
            c.box(x - 190 * size, top - 20 * size, x + 190 * size, top, mix(PLANK, CREAM, 0.15), 3)
            for block in (-180, -20, 140):
                c.box(
                    x + block * size, top, x + (block + 44) * size, top + 30 * size, mix(WOOD, NIGHT, 0.15), 2
                )
        top = y - layers * 52 * size
        c.box(x - 110 * size, top - 130 * size, x + 90 * size, top + 28 * size, mix(PLANK, PAPER, 0.35), 5)
        c.box(x - 30 * size, top - 130 * size, x + 10 * size, top + 28 * size, mix(PLANK, PAPER, 0.65))
