"""Scenes of litter: a full bin and dumped things. Each is drawn as it was noted and, `after`, as it was
mended.
"""

from field.demo.paint import (
    AMBER,
    BLUE,
    CORAL,
    CREAM,
    DUSK,
    HAZE,
    LAMP,
    LEAF,
    MINT,
    NIGHT,
    PAPER,
    PLANK,
    RAISED,
    STEEL,
    STONE,
    Canvas,
    Colour,
    mix,
)
from field.demo.props import foreground, lamp, outdoors, path, tree


def full_bin(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    path(c, (-1000, 300), (-1400, 1500), top=150)
    tree(c, 470, 110, 520)
    lamp(c, -420, 130, 520, lit=True)
    c.oval(0, 342, 250, 34, mix(STONE, NIGHT, 0.5))
    if not after:
        overflow(c)
    body = mix(LEAF, NIGHT, 0.1)
    c.shape([(-170, -110), (170, -110), (140, 340), (-140, 340)], body)
    c.shape([(-170, -110), (-100, -110), (-84, 340), (-140, 340)], mix(body, PAPER, 0.22))
    c.shape([(110, -110), (170, -110), (140, 340), (92, 340)], mix(body, NIGHT, 0.4))
    c.box(-186, -136, 186, -96, mix(body, NIGHT, 0.35), 16)
    c.oval(0, 110, 62, 62, mix(body, PAPER, 0.75))
    c.stroke([(-24, 116), (-4, 136), (30, 88)], body, 13)
    if after:
        c.shape([(-196, -136), (196, -136), (120, -214), (-120, -214)], mix(body, NIGHT, 0.25))
        c.box(-90, -190, 90, -160, NIGHT, 14)
    else:
        loose_litter(c)
    foreground(c, "l")


def overflow(c: Canvas) -> None:
    for x, y, size, tone in (
        (-90, -170, 100, PAPER),
        (80, -190, 116, mix(BLUE, HAZE, 0.4)),
        (0, -230, 92, mix(PAPER, HAZE, 0.35)),
    ):
        sack(c, x, y, size, tone)
    c.box(96, -330, 136, -210, mix(MINT, NIGHT, 0.2), 12)
    c.box(106, -372, 126, -326, mix(MINT, NIGHT, 0.2), 6)
    c.shape([(-190, -160), (-120, -230), (-60, -190), (-130, -120)], mix(PLANK, CREAM, 0.2))


def loose_litter(c: Canvas) -> None:
    sack(c, 300, 300, 96, mix(PAPER, HAZE, 0.2))
    sack(c, -270, 318, 80, mix(STEEL, DUSK, 0.4))
    for x, y, tone in (
        (-380, 360, CORAL),
        (180, 400, PAPER),
        (-160, 410, LAMP),
        (420, 380, MINT),
        (40, 440, BLUE),
    ):
        c.shape([(x, y), (x + 46, y - 14), (x + 56, y + 14), (x + 8, y + 26)], tone)


def sack(c: Canvas, x: float, y: float, size: float, tone: Colour) -> None:
    c.oval(x, y, size, size * 0.82, tone)
    c.oval(x - size * 0.25, y - size * 0.2, size * 0.5, size * 0.4, mix(tone, PAPER, 0.4))
    c.shape(
        [
            (x - size * 0.14, y - size * 0.7),
            (x + size * 0.14, y - size * 0.7),
            (x + size * 0.34, y - size * 1.15),
            (x - size * 0.3, y - size * 1.1),
        ],
        mix(tone, NIGHT, 0.15),
    )


def dump(c: Canvas, after: bool) -> None:
    outdoors(c, paved=True)
    lamp(c, 560, 80, 470, lit=True)
    for x, tone in ((-560, LEAF), (-290, BLUE), (-20, LAMP)):
        tone = mix(tone, RAISED, 0.45)
        c.box(x, -190, x + 240, 130, mix(tone, NIGHT, 0.2), 20)
        c.box(x + 14, -178, x + 226, 118, tone, 16)
        c.oval(x + 120, -90, 56, 40, NIGHT)
        c.box(x + 60, 10, x + 180, 74, mix(tone, PAPER, 0.6), 8)
        c.box(x - 6, -212, x + 246, -176, mix(tone, NIGHT, 0.35), 14)
    if after:
        c.light(-160, 190, 520, 110, AMBER, 0.35)
    else:
        sofa(c)
        boxes(c)
    foreground(c, "r")


def sofa(c: Canvas) -> None:
    red = mix(CORAL, NIGHT, 0.22)
    c.oval(-90, 388, 440, 34, mix(RAISED, NIGHT, 0.6))
    c.box(-460, 70, 240, 330, mix(red, NIGHT, 0.3), 50)
    c.box(-420, 90, -116, 260, red, 34)
    c.box(-106, 90, 200, 260, red, 34)
    c.box(-430, 236, 210, 350, mix(red, CREAM, 0.18), 30)
    for x in (-500, 190):
        c.box(x, 170, x + 92, 370, mix(red, NIGHT, 0.12), 40)
    c.shape([(-330, 246), (-210, 240), (-226, 290), (-270, 276), (-300, 300)], mix(CREAM, HAZE, 0.4))
    for x in (-420, 170):
        c.box(x, 366, x + 30, 394, NIGHT, 5)


def boxes(c: Canvas) -> None:
    for x, y, size in ((350, 350, 150), (430, 190, 110), (560, 380, 100)):
        card = mix(PLANK, CREAM, 0.3)
        c.box(x - size, y - size * 0.7, x + size * 0.4, y + size * 0.4, card, 5)
        c.shape(
            [
                (x + size * 0.4, y - size * 0.7),
                (x + size * 0.75, y - size * 0.9),
                (x + size * 0.75, y + size * 0.15),
                (x + size * 0.4, y + size * 0.4),
            ],
            mix(card, NIGHT, 0.4),
        )
        c.shape(
            [
                (x - size, y - size * 0.7),
                (x - size * 0.6, y - size * 0.92),
                (x + size * 0.75, y - size * 0.9),
                (x + size * 0.4, y - size * 0.7),
            ],
            mix(card, NIGHT, 0.65),
        )
        c.box(x - size * 0.36, y - size * 0.7, x - size * 0.2, y + size * 0.4, mix(card, PAPER, 0.4))
