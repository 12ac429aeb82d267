"""Printing inks: process colours (DeviceCMYK), so that a print shop has nothing to convert.

Text and code are black ink alone: four inks that miss each other by a tenth of a millimetre
blur small type and the modules of a code. No colour lays down more than 260 % of ink.
"""

from typing import Final

from reportlab.lib.colors import CMYKColor

BLACK: Final = CMYKColor(0, 0, 0, 1)
WHITE: Final = CMYKColor(0, 0, 0, 0)
# The house's inks (#14222c, #4d5f6c, #6b7c88) as greys of one ink.
INK, INK_2, INK_3 = (CMYKColor(0, 0, 0, k) for k in (0.92, 0.70, 0.58))
LAKE_900: Final = CMYKColor(1, 0.70, 0.30, 0.48)
LAKE_800: Final = CMYKColor(1, 0.62, 0.20, 0.32)
LAKE_50: Final = CMYKColor(0.07, 0.01, 0.01, 0)
# Deep sky, lake, the pale water at the shore.
SKY: Final = (LAKE_800, CMYKColor(0.90, 0.48, 0.08, 0.06), CMYKColor(0.46, 0.08, 0.03, 0))
# On every plate, for the marks outside the paper only.
REGISTRATION: Final = CMYKColor(1, 1, 1, 1)


def veil(colour: CMYKColor, white: float) -> CMYKColor:
    """The colour under a veil of white (0–1), mixed here: presses get transparency wrong."""
    left = 1 - white
    return CMYKColor(
        colour.cyan * left, colour.magenta * left, colour.yellow * left, colour.black * left
    )
