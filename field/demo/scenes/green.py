"""Scenes of what grows and what hides: hedge, blossom, a blind corner. Each is drawn as it was noted and,
`after`, as it was mended.
"""

import math

from field.demo.paint import (
    AMBER,
    BLUE,
    BLUSH,
    CORAL,
    CREAM,
    EDGE,
    HAZE,
    LAMP,
    LEAF,
    MOSS,
    NIGHT,
    PAPER,
    STEEL,
    Canvas,
    mix,
    rgb,
)
from field.demo.props import crown, foreground, grass, houses, lamp, outdoors, path, shine, sky, treeline


def hedge(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    path(c, (-60, 60), (-520, 520))
    lamp(c, -300, 110, 430, lit=True)
    (cut_hedge if after else wild_hedge)(c)
    foreground(c, "l")


def cut_hedge(c: Canvas) -> None:
    c.shape([(90, 12), (90, 46), (700, 520), (700, 290)], mix(MOSS, NIGHT, 0.2))
    c.shape([(90, 12), (130, 10), (c.right, 215), (c.right, 330), (700, 290)], mix(LEAF, MOSS, 0.3))
    for _ in range(240):
        along, down = c.chance.random(), c.chance.random()
        x, high = 90 + 610 * along, 34 + 196 * along
        c.oval(
            x,
            12 + 278 * along + high * down,
            5 + 12 * along,
            3 + 8 * along,
            mix(MOSS, LEAF, c.chance.uniform(0, 0.55) * (1 - down)),
        )


def wild_hedge(c: Canvas) -> None:
    for depth in range(8):
        share = (depth / 7) ** 1.4
        crown(c, 90 + share * 240, -10 + share * 200, 100 + share * 330, mix(MOSS, LEAF, 0.25))
    for _ in range(14):
        root = (c.chance.uniform(-20, 160), c.chance.uniform(40, 360))
        tip = (root[0] - c.chance.uniform(110, 300), root[1] + c.chance.uniform(-110, 90))
        c.stroke([root, tip], mix(MOSS, NIGHT, 0.4), 7)
        for step in range(1, 6):
            x, y = root[0] + (tip[0] - root[0]) * step / 5, root[1] + (tip[1] - root[1]) * step / 5
            c.oval(x, y + c.chance.uniform(-16, 16), 20, 11, mix(MOSS, LEAF, c.chance.uniform(0.1, 0.7)))


def blossom(c: Canvas, after: bool) -> None:
    outdoors(c)
    path(c, (60, 190), (-120, 780))
    if after:
        lamp(c, 420, 110, 430, lit=True)
    pink = mix(CORAL, PAPER, 0.45)
    c.shape([(-270, 250), (-190, 250), (-205, -90), (-250, -90)], mix(NIGHT, CORAL, 0.12))
    for reach in (-190, 170):
        c.stroke([(-230, 20), (-230 + reach, -190)], mix(NIGHT, CORAL, 0.12), 26)
    crown(c, -230, -250, 400, mix(pink, EDGE, 0.3), PAPER)
    for _ in range(210):
        turn, out = c.chance.uniform(0, math.tau), 330 * math.sqrt(c.chance.random())
        c.oval(
            -250 + math.cos(turn) * out,
            -285 + math.sin(turn) * out * 0.78,
            c.chance.uniform(6, 17),
            c.chance.uniform(5, 13),
            mix(pink, PAPER, c.chance.uniform(0, 0.6)),
        )
    for _ in range(90):
        c.oval(c.chance.uniform(-640, 260), 130 + 330 * c.chance.random() ** 1.5, 8, 4, mix(pink, PAPER, 0.2))
    c.light(-280, -330, 420, colour=BLUSH, strength=0.4)
    foreground(c, "r")


def blind_corner(c: Canvas, after: bool) -> None:
    sky(c, late=True, mist=False)
    houses(c)
    treeline(c)
    grass(c)
    path(c, (-330, -180), (-560, 640))
    brick = mix(rgb("#8E5F58"), HAZE, 0.3)
    c.shape([(-150, -470), (c.right, -600), (c.right, 520), (-150, 160)], brick)
    c.shape([(-150, -470), (-250, -400), (-250, 120), (-150, 160)], mix(brick, NIGHT, 0.55))
    for row in range(1, 13):
        share = row / 13
        c.stroke([(-150, -470 + share * 630), (c.right, -600 + share * 1120)], mix(brick, NIGHT, 0.3), 4)
    if after:
        c.stroke([(-210, 150), (-210, -330)], mix(STEEL, NIGHT, 0.3), 20)
        c.oval(-210, -330, 128, 128, AMBER)
        c.oval(-210, -330, 112, 112, mix(BLUE, PAPER, 0.45))
        c.shape([(-300, -300), (-210, -345), (-120, -300), (-140, -262), (-280, -262)], mix(LEAF, HAZE, 0.4))
        shine(c, 40, -380, 180)
        c.box(10, -420, 80, -370, CREAM, 12)
    else:
        c.light(-330, 60, 130, 40, LAMP, 0.25)
    foreground(c, "l")
