"""Props for the demo's drawn pictures: sky, houses, ground, lamps, trees and what else stands along a path
(stråk) at dusk.
"""

import math

from field.demo.paint import (
    AMBER,
    BLUSH,
    CORAL,
    CREAM,
    DUSK,
    EDGE,
    HAZE,
    LAMP,
    LEAF,
    MIDNIGHT,
    MOSS,
    NIGHT,
    PAPER,
    PINE,
    RAISED,
    STEEL,
    STONE,
    Canvas,
    Colour,
    Point,
    mix,
    rgb,
)

MOODS = (mix(BLUSH, CORAL, 0.35), rgb("#7F6FA6"), rgb("#5C8AA0"), rgb("#A98A7E"))


def sky(c: Canvas, *, late: bool = False, mist: bool = True) -> None:
    """Dusk from midnight blue to the last light at the horizon, its tone by the seed; `late` is darker: a
    lamp is the hero.

    `mist` is light over the far ground, so leave it out where a wall stands in front.
    """
    last = mix(c.chance.choice(MOODS), MIDNIGHT, 0.3 if late else 0.0)
    high, middle = (
        (MIDNIGHT, mix(EDGE, MIDNIGHT, 0.25)) if late else (mix(DUSK, EDGE, 0.3), mix(EDGE, HAZE, 0.45))
    )
    c.fade(
        c.top,
        4,
        [
            high,
            mix(high, middle, 0.6),
            middle,
            mix(middle, last, 0.6),
            mix(last, PAPER, 0.0 if late else 0.12),
        ],
    )
    for _ in range(30):
        x, y, size = (
            c.chance.uniform(c.left, c.right),
            c.chance.uniform(c.top, -240),
            c.chance.choice([1.2, 1.6, 2.4]),
        )
        c.oval(x, y, size, size, mix(EDGE, CREAM, 0.6))
    if mist:
        c.light(c.chance.uniform(-500, 500), -30, 1100, 230, last, 0.35)


def houses(c: Canvas, base: float = 6) -> None:
    """A far row of slab blocks with a few lit windows; no house in particular."""
    x = c.left - c.chance.uniform(0, 80)
    while x < c.right:
        wide, high = c.chance.uniform(150, 290), c.chance.uniform(90, 190)
        tone = mix(RAISED, HAZE, c.chance.uniform(0.05, 0.3))
        c.box(x, base - high, x + wide, base, tone)
        c.box(x - 4, base - high - 5, x + wide + 4, base - high + 3, mix(tone, NIGHT, 0.35))
        windows(c, x + 16, base - high + 20, x + wide - 14, base - 18, tone)
        x += wide + c.chance.uniform(-10, 70)


def windows(c: Canvas, x0: float, y0: float, x1: float, y1: float, tone: Colour) -> None:
    for row in range(int((y1 - y0) / 25)):
        for column in range(int((x1 - x0) / 22)):
            lit = c.chance.random() < 0.3
            x, y = x0 + column * 22, y0 + row * 25
            c.box(
                x,
                y,
                x + 9,
                y + 11,
                mix(tone, c.chance.choice([LAMP, CREAM, AMBER]), 0.75) if lit else mix(tone, NIGHT, 0.3),
            )


def treeline(c: Canvas, base: float = 14, tone: Colour = PINE) -> None:
    """Far crowns and a few spruces between houses and ground, in two depths."""
    for depth, low in ((0.5, 0), (0.22, 12)):
        x = c.left - 40
        while x < c.right + 60:
            r = c.chance.uniform(30, 74)
            c.oval(x, base + low - r * 0.4, r, r * 0.85, mix(tone, EDGE, depth))
            if c.chance.random() < 0.22:
                spruce(c, x + r * 0.6, base + low, r * 2.6, mix(tone, EDGE, depth * 0.8))
            x += r * 0.95
    c.box(c.left, base - 6, c.right, base + 30, mix(tone, EDGE, 0.22))


def spruce(c: Canvas, x: float, foot: float, high: float, tone: Colour) -> None:
    for step in range(3):
        low, wide = foot - high * 0.24 * step, high * (0.2 - step * 0.045)
        c.shape([(x - wide, low), (x + wide, low), (x, low - high * 0.46)], tone)


def grass(c: Canvas, top: float = 8) -> None:
    c.fade(top, c.bottom, [mix(MOSS, HAZE, 0.3), mix(MOSS, RAISED, 0.3), mix(PINE, RAISED, 0.2)])
    for _ in range(90):
        y = top + 14 + (c.chance.random() ** 1.6) * (c.bottom - top)
        x, size = c.chance.uniform(c.left, c.right), 5 + (y - top) / 34
        c.stroke(
            [(x, y), (x + c.chance.uniform(-5, 5), y - size)],
            mix(MOSS, LEAF, c.chance.uniform(0, 0.4)),
            2 + size / 14,
        )


def path(
    c: Canvas, far: tuple[float, float] = (-60, 10), near: tuple[float, float] = (-620, 420), top: float = 10
) -> None:
    """A paved path in perspective, lighter towards the horizon, with a soft verge."""
    verge = 12
    c.fade(
        top,
        c.bottom,
        [mix(PINE, EDGE, 0.4), mix(PINE, NIGHT, 0.3)],
        (far[0] - verge / 4, far[1] + verge / 4),
        (near[0] - verge * 3, near[1] + verge * 3),
    )
    c.fade(top, c.bottom, [mix(HAZE, PAPER, 0.12), mix(STONE, HAZE, 0.7), mix(STONE, HAZE, 0.15)], far, near)


def paving(c: Canvas, top: float = 8) -> None:
    """A whole ground of slabs, for squares and yards."""
    c.fade(top, c.bottom, [mix(HAZE, PAPER, 0.1), mix(STONE, HAZE, 0.45), mix(STONE, RAISED, 0.45)])
    joint = mix(STONE, RAISED, 0.55)
    for step in range(1, 13):
        y = top + (c.bottom - top) * (step / 12) ** 2.1
        c.stroke([(c.left, y), (c.right, y)], joint, 1 + step / 4)
    for step in range(-14, 15):
        c.stroke([(step * 34, top), (step * 34 * 9, c.bottom)], joint, 2)


def outdoors(c: Canvas, *, late: bool = False, paved: bool = False) -> None:
    """Sky, houses, trees and ground: what most pictures begin with."""
    sky(c, late=late)
    houses(c)
    treeline(c)
    (paving if paved else grass)(c)


def lamp(c: Canvas, x: float, foot: float, high: float, *, lit: bool, reach: float = 1.0) -> None:
    """A park lamp with a hat; lit, it throws a cone in the air and a pool on the ground."""
    wide, head = high / 46, foot - high
    metal = mix(STEEL, NIGHT, 0.62)
    c.oval(x, foot, wide * 3.4, wide * 1.0, mix(NIGHT, PINE, 0.3))
    c.shape([(x - wide, foot), (x + wide, foot), (x + wide * 0.6, head), (x - wide * 0.6, head)], metal)
    c.shape(
        [(x - wide, foot), (x - wide * 0.45, foot), (x - wide * 0.2, head), (x - wide * 0.6, head)],
        mix(metal, STEEL, 0.55),
    )
    c.box(x - wide * 1.5, foot - high * 0.12, x + wide * 1.5, foot, metal, wide * 0.5)
    glass = CREAM if lit else mix(STEEL, NIGHT, 0.4)
    c.shape(
        [
            (x - wide * 2.2, head - wide * 4.6),
            (x + wide * 2.2, head - wide * 4.6),
            (x + wide * 1.5, head),
            (x - wide * 1.5, head),
        ],
        glass,
    )
    c.shape(
        [(x - wide * 4.4, head - wide * 4.4), (x + wide * 4.4, head - wide * 4.4), (x, head - wide * 7)],
        metal,
    )
    c.box(x - wide * 1.9, head - wide * 0.5, x + wide * 1.9, head + wide * 0.6, metal, wide * 0.3)
    if lit:
        shine(c, x, head - wide * 2.2, foot, reach)


def shine(c: Canvas, x: float, y: float, foot: float, reach: float = 1.0) -> None:
    """What a burning lamp at (x, y) does to the air around it, to the ground at `foot` and to the wet beyond
    it.
    """
    span = (foot - y) * reach
    c.beam(
        [(x - span * 0.04, y), (x + span * 0.04, y), (x + span * 0.62, foot), (x - span * 0.62, foot)],
        strength=0.3,
    )
    c.light(x, y, span * 0.8, strength=0.42)
    c.light(x, y, span * 0.24, colour=CREAM, strength=1.0)
    c.light(x, foot + span * 0.05, span * 1.35, span * 0.36, AMBER, 0.6)
    c.light(x, foot + span * 0.04, span * 0.75, span * 0.17, LAMP, 0.55)
    c.light(x, foot + span * 0.36, span * 0.11, span * 0.42, LAMP, 0.4)


def crown(
    c: Canvas, x: float, y: float, size: float, tone: Colour = MOSS, top: Colour = LEAF, blobs: int = 24
) -> None:
    """Leaves as layered ovals inside a round: a dark body, then smaller and lighter leaves towards the upper
    left.
    """
    for layer, (shade, part, room) in enumerate(
        ((0.55, 1.0, 0.62), (0.36, 0.62, 0.66), (0.16, 0.34, 0.62), (-0.1, 0.17, 0.55))
    ):
        colour = mix(tone, NIGHT, shade) if shade > 0 else mix(tone, top, 0.5)
        for _ in range(blobs + layer * 16):
            turn, out = c.chance.uniform(0, math.tau), size * room * math.sqrt(c.chance.random())
            r = size * c.chance.uniform(0.26, 0.34) * part
            c.oval(
                x + math.cos(turn) * out - layer * size * 0.045,
                y + math.sin(turn) * out * 0.8 - layer * size * 0.05,
                r,
                r * 0.84,
                colour,
            )


def tree(c: Canvas, x: float, foot: float, high: float, tone: Colour = MOSS) -> None:
    bark = mix(NIGHT, PINE, 0.35)
    wide = high / 26
    c.shape(
        [
            (x - wide, foot),
            (x + wide, foot),
            (x + wide * 0.4, foot - high * 0.7),
            (x - wide * 0.4, foot - high * 0.7),
        ],
        bark,
    )
    for side in (-1, 1):
        c.stroke([(x, foot - high * 0.45), (x + side * high * 0.16, foot - high * 0.68)], bark, wide * 0.6)
    crown(c, x, foot - high * 0.78, high * 0.42, tone)


def bush(c: Canvas, x: float, foot: float, size: float, tone: Colour = MOSS) -> None:
    crown(c, x, foot - size * 0.36, size * 0.8, tone, blobs=14)


def foreground(c: Canvas, sides: str = "lr") -> None:
    """Dark grass in the lower corners and at times a twig from above: depth, as if one stood behind it. The
    same before and after.
    """
    c.chance.seed(c.seed)
    for side in sides:
        edge, way = (c.left, 1) if side == "l" else (c.right, -1)
        for _ in range(15):
            inward = c.chance.uniform(-30, 210)
            high = max(40.0, c.chance.uniform(70, 250) - abs(inward) * 0.6)
            blade(
                c,
                (edge + inward * way, c.bottom + 14),
                (edge + inward * way * 1.3, c.bottom - high),
                c.chance.uniform(9, 20),
            )
        if c.chance.random() < 0.45:
            twig(c, edge, c.top - 20, way)


def twig(c: Canvas, x: float, y: float, way: int) -> None:
    """A branch hanging in from an upper corner."""
    tip = (x + way * c.chance.uniform(260, 400), y + c.chance.uniform(120, 210))
    tone = mix(NIGHT, PINE, 0.6)
    c.stroke([(x, y + 60), tip], tone, 9)
    for step in range(22):
        share = 0.12 + step / 25
        px, py = x + (tip[0] - x) * share, y + 60 + (tip[1] - y - 60) * share
        c.oval(
            px + c.chance.uniform(-20, 20),
            py + c.chance.choice((-1, 1)) * c.chance.uniform(8, 44),
            c.chance.uniform(16, 34),
            c.chance.uniform(9, 15),
            mix(tone, MOSS, c.chance.uniform(0, 0.25)),
        )


def blade(c: Canvas, root: Point, tip: Point, wide: float) -> None:
    middle = ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2)
    c.shape([root, (middle[0] - wide, middle[1]), tip, (middle[0] + wide, middle[1])], mix(NIGHT, PINE, 0.45))
