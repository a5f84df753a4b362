"""A stand-in for Fashion-MNIST: ten kinds of garments, drawn from a seed.

Some hundred garments of each kind are drawn, each with a cut of its own, then dyed
with patterns. Shirts may be short like T-shirts, closed like pullovers or open like
coats, and one label in fifty is wrong: as in the real data, some cannot be told apart.
"""

import numpy as np

from nnlib.datasets.shapes import Canvas, over

SOURCE = (
    "Generated stand-in for Fashion-MNIST: drawn garments, not photographs; "
    "2 % of the labels are wrong on purpose"
)
SIZE = 28
CUTS = {"train": 1200, "test": 400}  # of each kind of garment
PIECE = 100  # drawn at a time: they fit the processor's cache
PATTERNS = 600
MISLABELED = 0.02


def make() -> dict[str, np.ndarray]:
    """Generate the 60,000 + 10,000 images and their labels."""
    arrays = {}
    for part, count, seed in (("train", 60000, 1), ("test", 10000, 2)):
        rng, cuts = np.random.default_rng(seed), CUTS[part]
        drawn = np.concatenate(
            [_drawn(draw, rng) for draw in KINDS for _ in range(cuts // PIECE)]
        )
        labels = rng.permutation(np.arange(count) % len(KINDS))
        chosen = labels * cuts + rng.integers(0, cuts, count)
        arrays[f"x_{part}"] = _dyed(rng, drawn, chosen)
        wrong = rng.random(count) < MISLABELED
        labels[wrong] = rng.integers(0, len(KINDS), wrong.sum())
        arrays[f"y_{part}"] = labels.astype(np.uint8)
    return arrays


def _drawn(draw, rng):
    return np.rint(draw(rng, PIECE) * 255).astype(np.uint8).reshape(PIECE, -1)


def _dyed(rng, drawn, chosen):
    """Give each chosen garment a pattern, a brightness and some grain."""
    patterns = _patterns(rng, PATTERNS).reshape(PATTERNS, -1)
    dye = rng.integers(0, PATTERNS, len(chosen))
    light = rng.integers(0, 15, (2, len(chosen), 1), dtype=np.uint16)
    light = 255 - light[0] * light[1]  # seldom pale
    images = np.empty((len(chosen), SIZE * SIZE), np.uint8)
    for k in range(0, len(chosen), 2000):  # in pieces, likewise
        part = slice(k, k + 2000)
        cloth = drawn[chosen[part]].astype(np.uint16)
        cloth = cloth * patterns[dye[part]] >> 8
        cloth = cloth * light[part] >> 8
        grain = rng.integers(232, 256, cloth.shape, dtype=np.uint8)
        images[part] = cloth * grain >> 8
    return images.reshape(-1, SIZE, SIZE)


def _patterns(rng, count):
    """Plain, striped, checked, printed on the chest; all with a few folds."""
    row, across = np.arange(SIZE)[None, :, None], np.arange(SIZE)[None, None, :]

    def whole(low, high):
        return rng.integers(low, high, (count, 1, 1))

    kind, depth, period = whole(0, 8), whole(20, 140), whole(2, 6)
    level = np.where((kind == 1) | (kind == 3), (row + period) // period % 2, 0)
    level = level + np.where((kind == 2) | (kind == 3), across // period % 2, 0)
    inside = (abs(row - whole(9, 13)) < period) & (abs(across - 14) < whole(3, 6))
    level = np.where(kind == 4, 2 * inside, level)
    folds = rng.integers(0, 40, (count, 7, 7)).repeat(4, 1).repeat(4, 2)
    folds = sum(np.roll(folds, (dy, dx), (1, 2)) for dy in (0, 2) for dx in (0, 2)) // 4
    return (255 - level * depth // 2 - folds).clip(30).astype(np.uint8)


def _canvas(rng, count):
    return Canvas(rng, count, SIZE, turn=0.045, stretch=0.1, wave=0.025, move=0.06)


def _top(rng, n, *, sleeve, length, width, wrist=0.12, collar=0.0, opening=0.0):
    """Draw a T-shirt, pullover, coat or shirt; `sleeve` runs from 0 to 1.

    `collar` and `opening` say how dark the line around the neck and down the front
    are: one number a picture, 0 for none.
    """
    u, c = rng.uniform, _canvas(rng, n)
    shoulder = u(0.42, 0.52, n)
    waist, hem = width * u(0.86, 1.0, n), width * u(0.94, 1.1, n)
    heights = (-0.88, -0.72, -0.3, 0.2, length)
    trunk = c.body(heights, (u(0.2, 0.28, n), shoulder, width, waist, hem))
    reach = np.where(sleeve > 0.6, width + u(0.1, 0.22, n), shoulder + u(0.1, 0.28, n))
    drop = 1.1 * sleeve - 0.52
    picture = over(0, trunk, u(0.84, 1, n))
    shade = u(0.72, 1, n)
    for side in (-1, 1):
        arm = c.limb(
            side * (shoulder - 0.12), -0.66, side * reach, drop,
            u(0.16, 0.2, n), wrist + 0.05 * (1 - sleeve),
        )  # fmt: skip
        picture = over(picture, arm * (1 - trunk), shade)
        seam = c.limb(
            side * (width + 0.02), -0.3, side * (width + 0.02), drop - 0.05, 0.015
        )
        picture = picture * (1 - seam * trunk * 0.5)
    neck, deep = u(0.12, 0.22, n), u(0.08, 0.3, n)
    rim = c.ellipse(0, -0.9, neck + 0.09, deep + 0.09)
    picture = picture * (1 - rim * np.reshape(collar, (-1, 1, 1)).astype(np.float32))
    picture = picture * (1 - c.ellipse(0, -0.92, neck, deep))
    front = c.limb(0, -0.8, 0, 1.0, 0.035)
    return picture * (1 - front * np.reshape(opening, (-1, 1, 1)).astype(np.float32))


def t_shirt(rng, n):
    """Short sleeves, no front opening."""
    u = rng.uniform
    return _top(
        rng, n, sleeve=u(0.0, 0.4, n), length=u(0.7, 0.98, n),
        width=u(0.38, 0.56, n), collar=u(0, 0.4, n),
    )  # fmt: skip


def pullover(rng, n):
    """Long sleeves, no front opening."""
    u = rng.uniform
    return _top(
        rng, n, sleeve=u(0.78, 1.0, n), length=u(0.7, 0.92, n),
        width=u(0.42, 0.56, n), collar=u(0, 0.5, n), wrist=0.13,
    )  # fmt: skip


def coat(rng, n):
    """Long sleeves, long, a front that opens."""
    u = rng.uniform
    return _top(
        rng, n, sleeve=u(0.78, 1.0, n), length=u(0.78, 1.0, n),
        width=u(0.42, 0.56, n), collar=u(0, 0.5, n), opening=u(0.2, 0.8, n),
    )  # fmt: skip


def shirt(rng, n):
    """Sleeves of any length, a collar, a thin button line: close to the others."""
    u = rng.uniform
    return _top(
        rng, n, sleeve=np.where(u(0, 1, n) < 0.35, u(0.05, 0.45, n), u(0.75, 1.0, n)),
        length=u(0.76, 0.98, n), width=u(0.4, 0.54, n), wrist=0.11,
        collar=u(0, 0.6, n), opening=u(0, 0.5, n),
    )  # fmt: skip


def dress(rng, n):
    """A narrow waist, a skirt, short sleeves or none."""
    u, c = rng.uniform, _canvas(rng, n)
    top, waist = u(0.2, 0.38, n), u(0.16, 0.36, n)
    hem = waist + u(0.02, 0.4, n)
    picture = over(0, c.body((-0.94, -0.6, -0.2, 0.95), (top, top, waist, hem)), 0.95)
    sleeve = np.where(u(0, 1, n) < 0.45, u(0.3, 1.1, n), 0.01)
    for side in (-1, 1):
        arm = c.limb(
            side * (top - 0.08), -0.78, side * (top + 0.2 * sleeve),
            -0.78 + 0.9 * sleeve, 0.12, 0.08,
        )  # fmt: skip
        picture = over(picture, arm, u(0.75, 0.95, n))
    belt = c.box(-1, -0.24, 1, -0.14)
    picture = picture * (1 - belt * u(0, 0.5, (n, 1, 1)).astype(np.float32))
    return picture * (1 - c.ellipse(0, -0.96, u(0.1, 0.2, n), u(0.1, 0.3, n)))


def trouser(rng, n):
    """Two legs."""
    u, c = rng.uniform, _canvas(rng, n)
    hip, ankle, apart = u(0.26, 0.38, n), u(0.08, 0.17, n), u(0.14, 0.34, n)
    picture = over(0, c.body((-0.95, -0.5), (hip * 0.85, hip)), u(0.85, 1, n))
    shade = u(0.85, 1, n)
    for side in (-1, 1):
        leg = c.limb(side * hip * 0.5, -0.5, side * apart, 0.9, hip * 0.52, ankle)
        picture = over(picture, leg, shade)
    return picture * (1 - 0.5 * c.limb(0, -0.95, 0, -0.4, 0.02))


def sandal(rng, n):
    """A sole, more or less of a heel, a few straps with gaps between them."""
    u, c = rng.uniform, _canvas(rng, n)
    heel, ground = u(0, 1, n) ** 2 * 0.8, u(0.4, 0.7, n)
    back, tone = ground - heel, u(0.6, 1, n)
    sole = u(0.05, 0.1, n)
    picture = over(0, c.limb(-0.8, ground, -0.2, ground, sole), u(0.6, 1, n))
    picture = over(picture, c.limb(-0.2, ground, 0.7, back, sole), u(0.6, 1, n))
    picture = over(picture, c.limb(0.7, back, 0.74, ground, 0.1, 0.05), 0.8)
    high, front = ground - u(0.25, 0.5, n), u(-0.7, -0.55, n)
    peak, end = front + u(0.2, 0.4, n), front + u(0.5, 0.8, n)
    band = c.hill((front, peak, end), (ground - 0.05, high, high + 0.15), ground)
    gap = c.ellipse(peak + 0.12, (high + ground) / 2 + 0.05, u(0.02, 0.2, n), 0.12)
    picture = over(picture, band * (1 - gap), tone)
    picture = over(picture, c.limb(end - 0.1, high + 0.2, 0.7, back - 0.4, 0.04), tone)
    strap = back - u(0.25, 0.55, n)
    ring = c.ellipse(0.5, strap, 0.3, 0.15) * (1 - c.ellipse(0.5, strap, 0.2, 0.06))
    picture = over(picture, ring, tone)
    return over(picture, c.limb(0.74, back, 0.78, strap, 0.05), tone)


def sneaker(rng, n):
    """A flat shoe, toe to the left, with a pale sole and laces."""
    u, c = rng.uniform, _canvas(rng, n)
    ground, rise = u(0.4, 0.7, n), u(0.4, 0.95, n)
    toe, tongue = ground - u(0.22, 0.32, n), ground - rise
    upper = c.hill(
        (-0.92, -0.8, -0.35, 0.12, 0.5, 0.9),
        (ground - 0.1, toe, toe - 0.08, tongue, tongue + 0.12, tongue + u(0, 0.12, n)),
        ground,
    )
    picture = over(0, upper, u(0.75, 1, n))
    picture = over(
        picture, c.box(-0.94, ground - 0.07, 0.92, ground + 0.07), u(0.5, 1, n)
    )
    slope = (tongue - toe + 0.08) / 0.47
    for x in (-0.3, -0.16, -0.02):
        y = toe - 0.04 + slope * (x + 0.35)
        lace = c.limb(x, y, x + 0.12, y + 0.16, 0.03)
        picture = picture * (1 - lace * u(0.2, 0.9, (n, 1, 1)).astype(np.float32))
    stripe = c.limb(0.2, ground - 0.1, 0.42, tongue + 0.2, 0.05)
    return picture * (1 - stripe * u(0, 0.7, (n, 1, 1)).astype(np.float32))


def ankle_boot(rng, n):
    """A shoe with a shaft, toe to the left, with more or less of a heel."""
    u, c = rng.uniform, _canvas(rng, n)
    ground, heel = u(0.55, 0.85, n), u(0.02, 0.3, n)
    shaft = u(-0.95, -0.1, n)
    toe, front = ground - u(0.24, 0.34, n), u(-0.05, 0.15, n)
    boot = c.hill(
        (-0.9, -0.78, -0.3, front, front + 0.06, 0.84),
        (ground - 0.1, toe, toe - 0.12, toe - 0.3, shaft, shaft + u(-0.05, 0.08, n)),
        ground,
    )
    arch = c.hill(
        (-0.35, 0.4, 0.44, 0.45), (ground, ground - heel, ground - heel, ground), 1
    )
    picture = over(0, boot * (1 - arch), u(0.78, 1, n))
    sole = c.limb(-0.85, ground, -0.3, ground, 0.05)
    picture = over(picture, sole, u(0.5, 1, n))
    cuff = c.box(front, shaft, 1, shaft + 0.12)
    picture = picture * (1 - cuff * u(0, 0.4, (n, 1, 1)).astype(np.float32))
    zipper = c.limb(0.4, shaft, 0.36, toe, 0.025)
    return picture * (1 - zipper * u(0, 0.7, (n, 1, 1)).astype(np.float32))


def bag(rng, n):
    """A bag with a handle, sometimes with a flap."""
    u, c = rng.uniform, _canvas(rng, n)
    half, low, high = u(0.5, 0.9, n), u(0.6, 0.9, n), u(-0.6, 0.1, n)
    loop, tall = u(0.25, 0.5, n), u(0.3, 0.6, n)
    tall = np.where(u(0, 1, n) < 0.3, 0.12, tall)  # a clutch has no handle
    ring = c.ellipse(0, high, loop, tall)
    hole = c.ellipse(0, high, loop - 0.1, tall - 0.1)
    picture = over(0, ring * (1 - hole), u(0.5, 0.9, n))
    sack = c.body(
        (high, high + 0.1, low - 0.1, low), (half * 0.9, half * 0.94, half, half)
    )
    picture = over(picture, sack, u(0.8, 1, n))
    flap = c.limb(-half, high + 0.35, half, high + 0.35, 0.025)
    picture = picture * (1 - flap * sack * u(0, 0.8, (n, 1, 1)).astype(np.float32))
    clasp = c.ellipse(0, high + 0.4, 0.1)
    return picture * (1 - clasp * u(0, 0.8, (n, 1, 1)).astype(np.float32))


# In the order of Fashion-MNIST's class numbers.
KINDS = (
    t_shirt, trouser, pullover, dress, coat,
    sandal, shirt, sneaker, bag, ankle_boot,
)  # fmt: skip
