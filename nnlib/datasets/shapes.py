"""Simple shapes, drawn on many small pictures at once.

A shape is given by numbers or by arrays with one number a picture; what comes back
is its coverage of every pixel, from 0 to 1, with soft edges. On the pixels only sums,
products, quotients, roots and comparisons are used, which every processor rounds in
the same way: the pictures are the same everywhere.
"""

import numpy as np


def column(values) -> np.ndarray:
    """One number a picture, ready to meet pixels: shape ``(n, 1, 1)``, or a number."""
    return np.asarray(values, np.float32).reshape(-1, 1, 1)


def over(below: np.ndarray | float, cover: np.ndarray, tone) -> np.ndarray:
    """Paint `tone` (a number, or one a picture) over a picture where `cover` is 1."""
    return below + cover * (column(tone) - below)


class Canvas:
    """Square pictures with x to the right and y downward, both from -1 to 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    count, size : int
        How many pictures, and the pixels of a side.
    turn, stretch, wave, move : float
        How strongly each picture is turned (radians), stretched, bent (wave) and
        moved: standard deviations.
    """

    def __init__(self, rng, count, size, *, turn=0.0, stretch=0.0, wave=0.0, move=0.0):
        steps = (np.arange(size) * 2 + 1) / size - 1
        angle = rng.normal(0, turn, count)
        sx, sy = 1 + rng.normal(0, stretch, (2, count)).clip(-0.4, 0.4)
        dx, dy = rng.normal(0, move, (2, count))
        bend, phase = rng.normal(0, wave, (2, count)), rng.uniform(0, 6.3, (2, count))
        x0, y0 = steps[None, None, :], steps[None, :, None]

        def wide(values):
            return values[:, None, None]

        bent_x = x0 - wide(dx) + wide(bend[0]) * np.sin(3 * y0 + wide(phase[0]))
        bent_y = y0 - wide(dy) + wide(bend[1]) * np.sin(3 * x0 + wide(phase[1]))
        cos, sin = np.cos(angle), np.sin(angle)
        self.x = (bent_x * wide(cos / sx) + bent_y * wide(sin / sx)).astype(np.float32)
        self.y = (bent_y * wide(cos / sy) - bent_x * wide(sin / sy)).astype(np.float32)
        self._pixel = np.float32(2 / size)

    def soft(self, inside: np.ndarray) -> np.ndarray:
        """Coverage from the distance to the edge, positive inside."""
        return np.clip(inside / self._pixel + np.float32(0.5), 0, 1)

    def ellipse(self, x, y, rx, ry=None) -> np.ndarray:
        """Draw an ellipse around (x, y)."""
        rx = column(rx)
        ry = rx if ry is None else column(ry)
        across, down = (self.x - column(x)) / rx, (self.y - column(y)) / ry
        away = np.sqrt(across * across + down * down)
        return self.soft((1 - away) * np.minimum(rx, ry))

    def limb(self, x0, y0, x1, y1, r0, r1=None) -> np.ndarray:
        """Draw a straight limb between two points, of radius r0 and r1 at its ends."""
        x0, y0, x1, y1, r0 = map(column, (x0, y0, x1, y1, r0))
        r1 = r0 if r1 is None else column(r1)
        dx, dy = x1 - x0, y1 - y0
        px, py = self.x - x0, self.y - y0
        along = np.clip((px * dx + py * dy) / (dx * dx + dy * dy), 0, 1)
        px, py = px - along * dx, py - along * dy
        return self.soft(r0 + along * (r1 - r0) - np.sqrt(px * px + py * py))

    def box(self, left, top, right, bottom) -> np.ndarray:
        """Draw a rectangle."""
        wide = np.minimum(self.x - column(left), column(right) - self.x)
        high = np.minimum(self.y - column(top), column(bottom) - self.y)
        return self.soft(wide) * self.soft(high)

    def body(self, heights, widths, x=0.0) -> np.ndarray:
        """Draw an upright body: its half widths at some heights, from the top down."""
        half = self._bent(self.y, heights, widths)
        ends = np.minimum(self.y - column(heights[0]), column(heights[-1]) - self.y)
        return self.soft(half - np.abs(self.x - column(x))) * self.soft(ends)

    def hill(self, places, tops, base) -> np.ndarray:
        """Draw what lies above `base`: its upper edge at some places, left to right."""
        edge = self._bent(self.x, places, tops)
        ends = np.minimum(self.x - column(places[0]), column(places[-1]) - self.x)
        high = np.minimum(self.y - edge, column(base) - self.y)
        return self.soft(high) * self.soft(ends)

    @staticmethod
    def _bent(where, knots, values):
        """Join `values` at `knots` by straight lines, at the pixels `where`."""
        knots, values = [column(k) for k in knots], [column(v) for v in values]
        line = values[0]
        for k in range(len(knots) - 1):
            part = np.clip((where - knots[k]) / (knots[k + 1] - knots[k]), 0, 1)
            line = line + part * (values[k + 1] - values[k])
        return line
