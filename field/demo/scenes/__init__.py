"""The scenes of the demo's drawn pictures, by name: one function each, given a canvas and whether the fault
is mended.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from field.demo.paint import Canvas
from field.demo.scenes import green, ground, lamps, litter, seats, squares, streets, walls

SCENES: Mapping[str, Callable[[Canvas, bool], None]] = MappingProxyType(
    {
        "bench": seats.bench,
        "bin": litter.full_bin,
        "blossom": green.blossom,
        "bus_stop": seats.shelter,
        "cabinet": walls.cabinet,
        "corner": green.blind_corner,
        "crossing": streets.crossing,
        "dump": litter.dump,
        "empty_square": squares.empty_square,
        "fence": seats.fence,
        "garage": walls.garage,
        "glass": ground.glass,
        "goods": squares.passage,
        "graffiti": walls.wall,
        "hatch": lamps.pole_hatch,
        "hedge": green.hedge,
        "hole": ground.hole,
        "lamp": lamps.lamp_on_path,
        "lamp_tree": lamps.lamp_in_tree,
        "lit_path": lamps.lit_path,
        "market": squares.market,
        "moped": streets.moped,
        "playground": seats.swings,
        "puddle": ground.puddle,
        "shop": squares.shop,
        "sign": streets.sign,
        "stairs": ground.stairs,
        "tunnel": lamps.tunnel,
    }
)
"""Scenes of good things (`blossom`, `lit_path`, `market`) are only a little brighter afterwards: nothing was
broken in them.
"""
