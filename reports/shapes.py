"""The colours of a printed page, and its lines, boxes and slices of a pie as PDF operators."""

from __future__ import annotations

import math

Colour = tuple[float, float, float]
GREEN: Colour = (0.110, 0.400, 0.329)
MARIGOLD: Colour = (0.914, 0.631, 0.227)
INK: Colour = (0.13, 0.16, 0.15)
QUIET: Colour = (0.38, 0.42, 0.40)
HAIRLINE: Colour = (0.80, 0.83, 0.81)
# Dark, middle, light, so that the slices differ on a black and white printer too.
SLICES: tuple[Colour, ...] = (GREEN, MARIGOLD, (0.73, 0.86, 0.81), (0.45, 0.58, 0.72), (0.87, 0.87, 0.85))


def fill(colour: Colour) -> str:
    """The operator that fills shapes and letters with a colour."""
    return '{:.3f} {:.3f} {:.3f} rg'.format(*colour)


def stroke(colour: Colour, thickness: float) -> str:
    """The operators for the pen that draws lines."""
    return '{:.3f} {:.3f} {:.3f} RG'.format(*colour) + f' {thickness:g} w'


def line(left: float, y: float, right: float, colour: Colour, thickness: float) -> str:
    """A level line."""
    return f'{stroke(colour, thickness)} {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S'


def upright(x: float, lower: float, upper: float, colour: Colour) -> str:
    """A hairline that stands."""
    return f'{stroke(colour, 0.5)} {x:.2f} {lower:.2f} m {x:.2f} {upper:.2f} l S'


def box(x: float, y: float, width: float, height: float, colour: Colour) -> str:
    """A filled rectangle."""
    return f'{fill(colour)} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f'


def ring(x: float, y: float, radius: float) -> str:
    """The outline of a pie."""
    return f'{stroke(GREEN, 0.8)} {arc(x, y, radius, 0, 360)} s'


def wedge(x: float, y: float, radius: float, begin: float, extent: float, colour: Colour) -> str:
    """One slice of a pie, with a white edge between it and the next; a whole pie is one slice without an edge."""
    if abs(extent) > 359.9:
        return f'{fill(colour)} {arc(x, y, radius, begin, extent)} f'
    edge = f'{stroke((1, 1, 1), 1.2)} {fill(colour)}'
    return f'{edge} {arc(x, y, radius, begin, extent)} {x:.2f} {y:.2f} l b'


def arc(x: float, y: float, radius: float, begin: float, extent: float) -> str:
    """A part of a circle as Bézier curves of at most a quarter each."""
    parts = max(1, math.ceil(abs(extent) / 90))
    step = math.radians(extent / parts)
    reach = 4 / 3 * math.tan(step / 4) * radius
    angle = math.radians(begin)
    path = f'{x + radius * math.cos(angle):.2f} {y + radius * math.sin(angle):.2f} m'
    for _ in range(parts):
        cosine, sine = math.cos(angle), math.sin(angle)
        angle += step
        next_cosine, next_sine = math.cos(angle), math.sin(angle)
        path += (
            f' {x + radius * cosine - reach * sine:.2f} {y + radius * sine + reach * cosine:.2f}'
            f' {x + radius * next_cosine + reach * next_sine:.2f} {y + radius * next_sine - reach * next_cosine:.2f}'
            f' {x + radius * next_cosine:.2f} {y + radius * next_sine:.2f} c'
        )
    return path
