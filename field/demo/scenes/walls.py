"""Scenes of walls and doors: graffiti, a cabinet, a garage. Each is drawn as it was noted and, `after`, as it
was mended.
"""

from field.demo.paint import (
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
    PINE,
    PLUM,
    RAISED,
    STEEL,
    STONE,
    Canvas,
    mix,
    wave,
)
from field.demo.props import bush, foreground, houses, lamp, outdoors, path, paving, shine, sky, treeline


def wall(c: Canvas, after: bool) -> None:
    sky(c, mist=False)
    treeline(c, -300)
    c.fade(-310, 300, [mix(HAZE, PAPER, 0.3), mix(HAZE, STONE, 0.25)])
    c.box(c.left, -330, c.right, -300, mix(STONE, RAISED, 0.3))
    for x in range(-800, 801, 320):
        c.stroke([(x, -300), (x, 300)], mix(HAZE, STONE, 0.7), 7)
    for x in range(-760, 800, 320):
        for y in (-240, 230):
            c.oval(x, y, 7, 7, mix(HAZE, STONE, 0.8))
    c.fade(296, c.bottom, [mix(STONE, RAISED, 0.35), mix(STONE, HAZE, 0.2)])
    if not after:
        squiggles(c, 0, -10, 1.0)
    c.box(-34, -318, 34, -276, CREAM, 10)
    shine(c, 0, -290, 330, 0.9)
    foreground(c)


def squiggles(c: Canvas, x: float, y: float, size: float) -> None:
    """Colourful loops that spell nothing."""
    for tone, dx, dy, high, bends, wide in (
        (PLUM, -60, 60, 120, 2.2, 40),
        (CORAL, 0, -30, 130, 3.1, 46),
        (BLUE, 70, 70, 80, 4.2, 28),
        (MINT, 30, -90, 60, 2.6, 24),
    ):
        turn = c.chance.uniform(-0.35, 0.35)
        line = wave(
            (x + (dx - 380) * size, y + (dy + turn * 90) * size),
            (x + (dx + 320) * size, y + (dy - turn * 90) * size),
            high * size,
            bends + turn,
            60,
        )
        c.stroke(line, mix(tone, NIGHT, 0.5), (wide + 14) * size)
        c.stroke(line, tone, wide * size)
        c.stroke(
            [(px - 4 * size, py - wide * size * 0.18) for px, py in line],
            mix(tone, PAPER, 0.4),
            wide * size * 0.22,
        )
    for dx in (-250, 60, 240):
        c.stroke(
            [(x + dx * size, y + 70 * size), (x + dx * size, y + c.chance.uniform(150, 230) * size)],
            mix(CORAL, PLUM, 0.4),
            10 * size,
        )


def cabinet(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    path(c, (-900, 900), (-1400, 1400), top=260)
    lamp(c, -520, 130, 520, lit=True)
    bush(c, 520, 220, 210)
    green = mix(LEAF, HAZE, 0.45)
    c.oval(20, 330, 330, 34, mix(PINE, NIGHT, 0.5))
    c.box(-270, 290, 290, 340, mix(STONE, NIGHT, 0.3), 6)
    c.box(-280, -230, 300, 300, mix(green, NIGHT, 0.4), 12)
    c.shape([(-300, -230), (320, -230), (290, -270), (-270, -270)], mix(green, PAPER, 0.3))
    for x in (-262, 20):
        c.box(x, -206, x + 262, 284, green, 8)
        c.box(x, -206, x + 14, 284, mix(green, PAPER, 0.2), 8)
        for slot in range(4):
            c.box(x + 70, -170 + slot * 22, x + 190, -160 + slot * 22, mix(green, NIGHT, 0.5), 4)
    c.box(-24, 40, -8, 110, NIGHT, 6)
    c.shape([(150, -50), (206, 44), (94, 44)], LAMP)
    c.shape([(156, -22), (138, 14), (152, 12), (144, 36), (166, 4), (152, 6)], NIGHT)
    if not after:
        squiggles(c, 20, 60, 0.66)
    foreground(c)


def garage(c: Canvas, after: bool) -> None:
    sky(c, mist=False)
    houses(c, -280)
    c.fade(-330, 220, [mix(HAZE, PAPER, 0.22), mix(HAZE, STONE, 0.3)])
    c.box(c.left, -350, c.right, -310, mix(STONE, RAISED, 0.2))
    paving(c, 210)
    c.shape([(-400, 210), (400, 210), (640, c.bottom), (-640, c.bottom)], mix(STONE, RAISED, 0.5))
    c.box(-430, -230, 430, 216, mix(STONE, RAISED, 0.5), 10)
    c.box(-400, -200, 400, 216, NIGHT)
    door = mix(STEEL, HAZE, 0.4)
    low, tilt = (214, 0) if after else (-20, 66)
    for row in range(10):
        y0, y1 = -200 + (low + 200) * row / 10, -200 + (low + 200) * (row + 1) / 10
        t0, t1 = tilt * row / 10, tilt * (row + 1) / 10
        c.shape(
            [(-400, y0 - t0), (400, y0 + t0), (400, y1 + t1), (-400, y1 - t1)],
            mix(door, NIGHT, 0.12 if row % 2 else 0.0),
        )
    c.box(-70, -300, 70, -250, BLUE, 10)
    c.shape([(-26, -258), (-26, -292), (14, -292), (26, -280), (14, -270), (-10, -270), (-10, -258)], PAPER)
    for side in (-1, 1):
        c.box(side * 520 - 26, -250, side * 520 + 26, -196, CREAM if after else mix(STEEL, NIGHT, 0.5), 12)
        for stripe in range(5):
            c.box(
                side * 452 - 18,
                30 + stripe * 38,
                side * 452 + 18,
                68 + stripe * 38,
                LAMP if stripe % 2 else DUSK,
            )
        if after:
            shine(c, side * 520, -220, 260)
    if not after:
        c.light(0, 330, 500, 160, BLUE, 0.14)
