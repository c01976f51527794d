"""Scenes of light: lamps, an open hatch, a tunnel. Each is drawn as it was noted and, `after`, as it was
mended.
"""

from field.demo.paint import (
    AMBER,
    BLUE,
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
    RAISED,
    STEEL,
    STONE,
    Canvas,
    mix,
    wave,
)
from field.demo.props import bush, crown, foreground, houses, lamp, outdoors, path, sky, tree, treeline


def lamp_on_path(c: Canvas, after: bool) -> None:
    outdoors(c, late=after)
    path(c, (-90, -20), (-660, 330))
    tree(c, -500, 90, 500)
    lamp(c, -150, 36, 140, lit=True)
    tree(c, 600, 130, 560)
    lamp(c, 150, 270, 690, lit=after)
    foreground(c)


def lamp_in_tree(c: Canvas, after: bool) -> None:
    outdoors(c, late=True)
    path(c, (-40, 20), (-560, 430))
    tree(c, -640, 110, 430)
    lamp(c, -80, 260, 690, lit=after)
    tree(c, 330 if after else 190, 230, 600 if after else 860, mix(MOSS, LEAF, 0.2))
    if not after:
        crown(c, -60, -390, 290, mix(MOSS, LEAF, 0.2))
        c.light(-80, -440, 240, colour=AMBER, strength=0.5)
    foreground(c, "r")


def lit_path(c: Canvas, after: bool) -> None:
    outdoors(c, late=True)
    path(c, (-40, 40), (-560, 560))
    for x, foot, high in ((-70, 26, 100), (-120, 48, 170), (-225, 105, 300), (-470, 250, 600)):
        lamp(c, x, foot, high, lit=True, reach=1.2)
    tree(c, 330, 60, 330)
    tree(c, 620, 150, 620)
    bush(c, 430, 200, 120)
    if after:
        lamp(c, 240, 110, 300, lit=True)
    foreground(c, "r")


def pole_hatch(c: Canvas, after: bool) -> None:
    outdoors(c)
    path(c, (-500, -300), (-900, -140))
    metal = mix(STEEL, HAZE, 0.25)
    for edge, tone in ((118, mix(metal, NIGHT, 0.45)), (96, metal), (22, mix(metal, PAPER, 0.22))):
        c.shape(
            [
                (-edge, c.bottom),
                (118 if edge == 118 else edge * 0.7, c.bottom),
                (110 if edge == 118 else edge * 0.66, c.top),
                (-edge * 0.94, c.top),
            ],
            tone,
        )
    c.box(-62, -330, 62, -262, LAMP, 10)
    for bar in (-40, -22, 0, 26):
        c.box(bar, -312, bar + 12, -280, DUSK, 3)
    if after:
        c.box(-74, -120, 74, 250, mix(metal, NIGHT, 0.12), 18)
        c.box(-66, -112, 66, 242, mix(metal, PAPER, 0.1), 14)
        c.oval(0, 170, 17, 17, NIGHT)
        c.stroke([(0, 163), (0, 177)], LAMP, 6)
    else:
        open_hatch(c)
    foreground(c)


def open_hatch(c: Canvas) -> None:
    c.box(-74, -120, 74, 250, NIGHT, 18)
    for x, tone, end in (
        (-38, CORAL, 190),
        (-8, BLUE, 260),
        (24, LAMP, 215),
        (46, mix(LEAF, PAPER, 0.2), 150),
    ):
        c.stroke(wave((x, -110), (x + 34, end), 18, 1.4), tone, 13)
        c.oval(x + 34, end, 9, 9, mix(AMBER, PAPER, 0.4))
    c.shape([(74, -120), (232, -70), (232, 285), (74, 250)], mix(STEEL, NIGHT, 0.25))
    c.shape([(86, -104), (218, -60), (218, 262), (86, 236)], mix(STEEL, HAZE, 0.3))
    c.shape([(152, 30), (190, 118), (114, 106)], LAMP)
    c.shape([(154, 56), (146, 86), (156, 84), (150, 104), (164, 78), (154, 80)], DUSK)


def tunnel(c: Canvas, after: bool) -> None:
    sky(c, mist=False)
    houses(c, -170)
    treeline(c, -200)
    c.fade(-215, 300, [mix(MOSS, HAZE, 0.25), mix(MOSS, RAISED, 0.4)])
    for x in range(-780, 800, 52):
        c.stroke([(x, -200), (x, -280)], mix(STEEL, NIGHT, 0.35), 6)
    c.stroke([(c.left, -280), (c.right, -280)], mix(STEEL, NIGHT, 0.35), 11)
    c.shape([(-500, -215), (500, -215), (760, 300), (-760, 300)], mix(STONE, HAZE, 0.85))
    c.shape([(-500, -215), (500, -215), (512, -190), (-512, -190)], mix(HAZE, PAPER, 0.25))
    c.fade(250, c.bottom, [mix(STONE, HAZE, 0.6), mix(STONE, RAISED, 0.5)])
    tunnel_inside(c, after)
    foreground(c)


def tunnel_inside(c: Canvas, after: bool) -> None:
    """Four rings of wall, each further in; the lamps of the two middle ones are what the picture is about."""
    glow = [True, True, True, True] if after else [True, False, False, True]
    for ring, lit in enumerate(glow):
        share = 0.74**ring
        w, up, down = 430 * share, -30 - 150 * share, 10 + 250 * share
        wall = mix(mix(EDGE, AMBER, 0.3), CREAM, 0.12) if lit else MIDNIGHT
        c.shape([(-w, up), (w, up), (w, down), (-w, down)], mix(wall, NIGHT, 0.15 if lit else 0))
        c.shape(
            [
                (-w, down),
                (w, down),
                (w * 0.74, 10 + 250 * share * 0.74),
                (-w * 0.74, 10 + 250 * share * 0.74),
            ],
            mix(wall, NIGHT, 0.35),
        )
        for side in (-1, 1):
            c.box(
                side * w * 0.87 - 30 * share,
                up + 26 * share,
                side * w * 0.87 + 30 * share,
                up + 44 * share,
                CREAM if lit else mix(NIGHT, STEEL, 0.35),
                8 * share,
            )
            if lit:
                c.light(side * w * 0.87, up + 40 * share, 190 * share, strength=0.6)
    c.box(-118, -74, 118, 84, mix(HAZE, BLUSH, 0.3))
    c.shape([(-118, 20), (-40, -8), (60, 6), (118, -14), (118, 84), (-118, 84)], mix(MOSS, HAZE, 0.3))
    c.shape([(-30, 50), (20, 50), (96, 84), (-96, 84)], mix(STONE, HAZE, 0.5))
    c.light(0, 380, 560 if after else 200, 190 if after else 60, AMBER, 0.6)
