"""Scenes of what one sits, swings and waits on, and the fence beside it. Each is drawn as it was noted and,
`after`, as it was mended.
"""

from field.demo.paint import (
    AMBER,
    BLUE,
    CORAL,
    CREAM,
    DUSK,
    EDGE,
    HAZE,
    LAMP,
    NIGHT,
    PAPER,
    PLANK,
    STEEL,
    STONE,
    WOOD,
    Canvas,
    Colour,
    mix,
    wave,
)
from field.demo.props import foreground, lamp, outdoors, path, tree


def bench(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    path(c, (-900, 900), (-1500, 1500), top=200)
    lamp(c, 430, 170, 560, lit=after)
    lamp(c, -590, 70, 250, lit=True)
    tree(c, -330, 80, 400)
    c.oval(0, 300, 400, 40, mix(STONE, NIGHT, 0.5))
    for x in (-290, 290):
        c.stroke([(x, 296), (x * 0.98, 60), (x * 1.02, -120)], mix(STEEL, NIGHT, 0.5), 30)
        c.stroke([(x * 0.86, 310), (x * 0.92, 130)], mix(STEEL, NIGHT, 0.35), 26)
        c.stroke([(x * 1.04, 20), (x * 0.84, 40)], mix(STEEL, NIGHT, 0.2), 22)
    planks(c, whole=after)
    if not after:
        c.light(60, 120, 560, 420, AMBER, 0.22)
    foreground(c, "r")


def planks(c: Canvas, *, whole: bool) -> None:
    wood, worn = mix(PLANK, CORAL, 0.12), mix(WOOD, NIGHT, 0.1)
    for row, y in enumerate((-120, -52)):
        if whole or row == 0:
            plank(c, -370, y, 370, y + 52, wood)
    if not whole:
        c.shape([(-370, -52), (-60, -52), (-20, -36), (-72, -24), (-36, -10), (-90, 0), (-370, 0)], worn)
        c.shape([(90, 70), (140, 34), (400, 330), (358, 366)], worn)
        c.shape([(90, 70), (140, 34), (156, 52), (104, 88)], mix(worn, CREAM, 0.4))
    for y in (120, 168):
        if whole or y != 168:
            plank(c, -390, y, 390, y + 40, mix(wood, CREAM, 0.12))
        else:
            plank(c, -390, y, 60, y + 40, worn)


def plank(c: Canvas, x0: float, y0: float, x1: float, y1: float, tone: Colour) -> None:
    c.box(x0, y0, x1, y1, tone, 8)
    c.box(x0, y0, x1, y0 + 9, mix(tone, CREAM, 0.35), 5)
    c.stroke(
        wave((x0 + 20, (y0 + y1) / 2 + 6), (x1 - 20, (y0 + y1) / 2 + 6), 3, 5), mix(tone, NIGHT, 0.22), 3
    )
    for x in (x0 + 90, x1 - 90):
        c.oval(x, (y0 + y1) / 2, 6, 6, mix(STEEL, NIGHT, 0.5))


def swings(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    c.oval(0, 330, 760, 210, mix(PLANK, HAZE, 0.45))
    c.oval(0, 336, 730, 196, mix(mix(PLANK, CREAM, 0.2), HAZE, 0.35))
    lamp(c, 560, 120, 520, lit=True)
    tree(c, -640, 110, 460)
    frame = mix(CORAL, LAMP, 0.35)
    for x in (-380, 380):
        for lean in (-110, 110):
            c.stroke(
                [(x + lean, 350 + (20 if lean > 0 else -24)), (x, -310)],
                mix(frame, NIGHT, 0.25 if lean < 0 else 0),
                30,
            )
    c.stroke([(-400, -310), (400, -310)], frame, 36)
    swing(c, -180, whole=True)
    swing(c, 180, whole=after)
    foreground(c)


def swing(c: Canvas, x: float, *, whole: bool) -> None:
    chain = mix(STEEL, PAPER, 0.45)
    c.oval(x, 330, 110, 18, mix(WOOD, NIGHT, 0.3))
    c.stroke([(x - 78, -300), (x - 78, 190)], chain, 9)
    if whole:
        c.stroke([(x + 78, -300), (x + 78, 190)], chain, 9)
        c.box(x - 100, 180, x + 100, 222, DUSK, 16)
        c.box(x - 100, 180, x + 100, 192, mix(DUSK, STEEL, 0.6), 8)
    else:
        c.stroke(wave((x + 78, -300), (x + 92, -90), 9, 1.5), chain, 9)
        c.shape([(x - 98, 176), (x - 62, 166), (x + 10, 316), (x - 26, 334)], DUSK)
        c.stroke(wave((x - 6, 322), (x + 120, 340), 10, 1.5), chain, 9)


def fence(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    path(c, (-500, -330), (-1100, -250))
    tree(c, 510, 40, 480)
    lamp(c, -420, 120, 500, lit=True)
    if after:
        c.light(60, 260, 560, 150, AMBER, 0.3)
    metal = mix(BLUE, HAZE, 0.5)
    gone = range(0) if after else range(7, 11)
    for post, x in enumerate(range(-780, 801, 84)):
        if post in gone:
            continue
        c.stroke(
            [(x, -70), (x, 300)], metal if post % 3 else mix(metal, PAPER, 0.3), 30 if post % 3 == 0 else 17
        )
    for y in (-40, 240):
        for x0, x1 in ((-800, 800),) if after else ((-800, -220), (170, 800)):
            c.stroke([(x0, y), (x1, y)], mix(metal, PAPER, 0.15), 20)
    if not after:
        for line in (
            [(-220, -40), (-130, -10), (-96, 90)],
            [(-220, 240), (-110, 262), (-70, 330)],
            [(170, -40), (92, 6), (60, -60)],
            [(170, 240), (90, 300)],
        ):
            c.stroke(line, mix(metal, PAPER, 0.15), 20)
        for line in ([(-190, 330), (110, 392)], [(-60, 402), (210, 340)], [(-150, 60), (-60, 300)]):
            c.stroke(line, mix(CORAL, HAZE, 0.25), 17)
    foreground(c)


def shelter(c: Canvas, after: bool) -> None:
    outdoors(c, paved=True)
    c.fade(360, c.bottom, [mix(DUSK, STONE, 0.3), mix(DUSK, STONE, 0.15)])
    c.box(c.left, 336, c.right, 364, mix(HAZE, PAPER, 0.25))
    glass = mix(BLUE, HAZE, 0.55)
    for pane, x in enumerate((-470, -160, 150)):
        c.box(x, -210, x + 290, 250, mix(glass, EDGE, 0.4) if after or pane != 1 else mix(EDGE, HAZE, 0.3), 4)
        if after or pane != 1:
            c.shape(
                [(x + 40, 250), (x + 120, 250), (x + 230, -210), (x + 150, -210)], mix(glass, PAPER, 0.25)
            )
    if not after:
        shards(c, -160)
    for x in (-480, -170, 140, 450):
        c.box(x, -230, x + 22, 320, mix(STEEL, NIGHT, 0.35), 5)
    c.shape([(-560, -300), (560, -300), (520, -225), (-520, -225)], mix(STEEL, NIGHT, 0.25))
    c.box(-560, -312, 560, -290, mix(STEEL, PAPER, 0.25), 8)
    c.box(-400, 150, 60, 182, PLANK, 8)
    for x in (-370, 10):
        c.box(x, 180, x + 20, 312, mix(STEEL, NIGHT, 0.4))
    c.stroke([(600, 330), (600, -360)], mix(STEEL, NIGHT, 0.4), 20)
    c.box(530, -440, 670, -330, BLUE, 16)
    c.box(556, -414, 644, -364, PAPER, 12)
    c.box(-420, -224, 420, -206, CREAM, 8)
    c.light(0, -190, 560, 330, LAMP, 0.5 if after else 0.2)
    c.light(0, 330, 620, 110, AMBER, 0.45 if after else 0.2)


def shards(c: Canvas, x: float) -> None:
    ice = mix(BLUE, PAPER, 0.55)
    for corner in (
        [(0, 250), (110, 250), (60, 190), (34, 90), (0, 40)],
        [(290, -210), (150, -210), (200, -150), (250, -20), (290, 60)],
        [(0, -210), (90, -210), (40, -150), (0, -110)],
        [(290, 250), (220, 250), (260, 190), (290, 170)],
    ):
        c.shape([(x + dx, dy) for dx, dy in corner], ice)
    for dx, dy in ((20, 300), (90, 322), (170, 296), (230, 318), (130, 334), (280, 304)):
        c.shape([(x + dx, dy), (x + dx + 38, dy - 16), (x + dx + 26, dy + 12)], ice)
