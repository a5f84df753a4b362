"""A stand-in for CIFAR-10: the ten classes as simple colored scenes, from a seed.

A machine or an animal is drawn in light and shade at some place, size and turn, then
colored and set before one of many backgrounds. Skies go more often with birds than
with cats, but no background belongs to one class alone. Training and test images show
the same things: what is validated on a part of the former holds for the latter.
"""

import numpy as np

from nnlib.datasets.shapes import Canvas, over

SOURCE = "Generated stand-in for CIFAR-10: drawn scenes, not photographs"
SIZE = 32
DRAWN = 600  # things of each class
PIECE = 100  # drawn at a time: they fit the processor's cache
BACKGROUNDS = 600  # a third each of sky, land and water


def make() -> dict[str, np.ndarray]:
    """Generate the 50,000 + 10,000 images and their labels."""
    rng, other = np.random.default_rng(1), np.random.default_rng(2)
    things = np.concatenate(
        [_drawn(draw, rng) for draw in THINGS for _ in range(DRAWN // PIECE)]
    )
    chosen = {
        "train": (rng, _chosen(rng, 50000)),
        "test": (other, _chosen(other, 10000)),
    }
    # The color before the place: NumPy is quick where the last axis is long.
    backgrounds = _backgrounds(rng).reshape(BACKGROUNDS, -1, 3).swapaxes(1, 2).copy()
    arrays = {}
    for part, (rng, (labels, shown)) in chosen.items():
        arrays[f"x_{part}"] = _placed(rng, things, shown, backgrounds, labels)
        arrays[f"y_{part}"] = labels.astype(np.uint8)
    return arrays


def _chosen(rng, count):
    """The class of each image and the thing that it shows."""
    labels = rng.permutation(np.arange(count) % len(THINGS))
    return labels, labels * DRAWN + rng.integers(0, DRAWN, count)


def _drawn(draw, rng):
    """Each thing in two layers: how much it covers, and how light it is there."""
    canvas = Canvas(rng, PIECE, SIZE, turn=0.16, stretch=0.2, wave=0.05, move=0.2)
    side = np.where(rng.random(PIECE) < 0.5, -1, 1).astype(np.float32)
    canvas.x *= side[:, None, None]  # looking left or right
    parts = draw(canvas, lambda low, high: rng.uniform(low, high, PIECE))
    cover, light = np.zeros_like(canvas.x), np.zeros_like(canvas.x)
    for shape, tone in parts:
        cover = np.maximum(cover, shape)
        light = over(light, shape, tone)
    layers = np.stack([cover, light], axis=1)
    return np.rint(layers * 255).astype(np.uint8).reshape(PIECE, 2, 1, -1)


def _placed(rng, things, shown, backgrounds, labels):
    """Color each thing and set it before a background, with some grain."""
    kind = (rng.random((len(labels), 1)) > ODDS[labels].cumsum(1)).sum(1)
    behind = kind * (BACKGROUNDS // 3) + rng.integers(0, BACKGROUNDS // 3, len(labels))
    colors = rng.integers(20, 256, (len(labels), 1, 3))
    usual = PAINTS[labels, rng.integers(0, PAINTS.shape[1], len(labels))][:, None]
    unusual = rng.random(len(labels)) < np.where(ODD_COLORS[labels], 0.6, 0.2)
    colors = np.where(unusual[:, None, None], colors, usual)
    colors = (colors + rng.integers(-30, 31, colors.shape)).clip(0, 255)
    colors = colors.astype(np.uint16).swapaxes(1, 2)
    images = np.empty((len(labels), SIZE * SIZE, 3), np.uint8)
    for k in range(0, len(labels), 500):  # in pieces, likewise
        part = slice(k, k + 500)
        cover, light = things[shown[part]].astype(np.uint16).swapaxes(0, 1)
        front = (light * colors[part] >> 8) + (light >> 3)
        back = backgrounds[behind[part]]
        image = (np.minimum(front, 255) * cover + back * (255 - cover)) >> 8
        grain = rng.integers(208, 256, (len(image), 1, SIZE * SIZE), dtype=np.uint16)
        images[part] = (image * grain >> 8).swapaxes(1, 2)
    return images.reshape(-1, SIZE, SIZE, 3)


def _backgrounds(rng):
    """Skies, lands and waters: two colors meet at a horizon, under blotches."""
    count = BACKGROUNDS // 3
    down = np.arange(SIZE)[:, None, None]
    found = []
    for upper, lower in ((SKY, SKY), (SKY, LAND), (SKY, WATER)):
        top, bottom = (
            color[rng.integers(0, len(color), count)]
            + rng.integers(-35, 36, (count, 3))
            for color in (upper, lower)
        )
        horizon = rng.integers(2, 24, (count, 1, 1, 1))
        step = ((down - horizon) * 96 + 128).clip(0, 256)  # of 256
        image = (top[:, None, None] * (256 - step) + bottom[:, None, None] * step) >> 8
        coarse = rng.integers(-45, 46, (count, 8, 8, 1)).repeat(4, 1).repeat(4, 2)
        blotches = sum(
            np.roll(coarse, (dy, dx), (1, 2)) for dy in (0, 2) for dx in (0, 2)
        )
        found.append((image + (blotches >> 2)).clip(0, 255))
    return np.concatenate(found).astype(np.uint16)


def airplane(c, u):
    """A fuselage, swept wings, a tail."""
    tone = u(0.7, 1)
    tip = u(0.3, 0.6)
    yield c.limb(0.1, -0.05, 0.35, -tip, 0.14, 0.05), 0.6 * tone
    yield c.limb(-0.75, 0, 0.7, 0, u(0.1, 0.16), 0.08), tone
    yield c.limb(0.55, -0.05, 0.78, -0.4, 0.1, 0.05), 0.9 * tone
    yield c.limb(-0.05, 0.05, 0.3, tip, 0.15, 0.05), 0.8 * tone
    yield c.ellipse(-0.65, -0.03, 0.07, 0.05), 0.2


def automobile(c, u):
    """A low body, a rounded cabin with windows, two wheels."""
    roof = u(-0.4, -0.25)
    yield c.hill((-0.55, -0.3, 0.3, 0.6), (0.0, roof, roof, 0.0), 0.1), 0.9
    yield (
        c.hill((-0.42, -0.24, 0.24, 0.46), (0.0, roof + 0.08, roof + 0.08, 0), 0.02),
        0.3,
    )
    yield c.hill((-0.9, -0.8, 0.8, 0.9), (0.12, 0.0, 0.0, 0.1), u(0.3, 0.38)), u(0.8, 1)
    for x in (-0.5, 0.5):
        yield c.ellipse(x, 0.34, 0.18), 0.08
        yield c.ellipse(x, 0.34, 0.08), 0.6


def truck(c, u):
    """A high box, a cab in front of it, three wheels."""
    top = u(-0.65, -0.4)
    yield c.box(-0.3, top, 0.9, 0.3), u(0.75, 1)
    yield c.hill((-0.85, -0.7, -0.35), (-0.02, u(-0.4, -0.2), -0.35), 0.3), u(0.5, 0.8)
    yield c.box(-0.72, -0.18, -0.48, 0.0), 0.25
    yield c.box(-0.88, 0.26, 0.9, 0.36), 0.2
    for x in (-0.6, 0.3, 0.68):
        yield c.ellipse(x, 0.38, 0.16), 0.08
        yield c.ellipse(x, 0.38, 0.06), 0.6


def ship(c, u):
    """A long hull, a cabin, a funnel or a mast."""
    deck = u(0.1, 0.25)
    yield c.limb(0.2, 0.1, 0.2, u(-0.8, -0.4), u(0.04, 0.12)), 0.7
    yield c.box(-0.3, u(-0.3, -0.1), 0.5, 0.2), 1.0
    yield c.box(-0.22, -0.06, 0.42, 0.02), 0.3
    yield c.body((deck, 0.5), (0.92, u(0.5, 0.75))), u(0.5, 0.9)


def _beast(c, u, fur, *, legs, low, body, neck, head):
    """A body with four legs, a neck and a head: (x, y, size) each, facing left."""
    half, thick = body
    head_x, head_y, size = head
    for x in (-half * 0.8, -half * 0.5, half * 0.6, half * 0.9):
        yield c.limb(x, 0.1, x + u(-0.1, 0.1), low, legs * 1.3, legs), 0.7 * fur
    yield c.limb(-half, 0, half, 0.02, thick, thick * 0.95), fur
    yield c.limb(-half, -0.02, head_x, head_y, neck * 1.3, neck), 0.95 * fur
    yield c.ellipse(head_x, head_y, size, size * 0.9), 0.9 * fur


def horse(c, u):
    """Long legs, a long neck and face, a mane and a tail."""
    fur, x, y = u(0.7, 1), u(-0.75, -0.6), u(-0.65, -0.45)
    yield c.limb(0.5, 0.0, 0.75, 0.4, 0.07, 0.1), 0.3
    yield from _beast(
        c, u, fur, legs=0.05, low=0.8, body=(0.42, 0.22), neck=0.11, head=(x, y, 0.13)
    )
    yield c.limb(x, y, x - 0.18, y + 0.2, 0.12, 0.08), fur
    yield c.limb(-0.35, -0.2, x + 0.12, y - 0.05, 0.06), 0.3


def deer(c, u):
    """Thin legs, a thin neck, antlers."""
    fur, x, y = u(0.7, 1), u(-0.65, -0.5), u(-0.45, -0.25)
    for tip in (-0.25, 0.15):
        yield c.limb(x, y, x + tip, y - 0.42, 0.035), 0.6
        yield c.limb(x + tip / 2, y - 0.2, x + tip + 0.12, y - 0.25, 0.03), 0.6
    yield from _beast(
        c, u, fur, legs=0.035, low=0.8, body=(0.38, 0.18), neck=0.08, head=(x, y, 0.12)
    )
    yield c.ellipse(0.5, 0, 0.09), 1.0


def dog(c, u):
    """Middling legs, a snout, a hanging ear, a tail held up."""
    fur, x, y = u(0.6, 1), u(-0.65, -0.5), u(-0.4, -0.2)
    yield c.limb(0.45, -0.05, 0.75, u(-0.5, 0.0), 0.07, 0.04), fur
    yield from _beast(
        c, u, fur, legs=0.08, low=0.65, body=(0.4, 0.22), neck=0.16, head=(x, y, 0.22)
    )
    yield c.limb(x, y + 0.05, x - 0.28, y + 0.1, 0.1, 0.08), 0.85 * fur
    yield c.ellipse(x - 0.33, y + 0.06, 0.05), 0.05
    yield c.limb(x + 0.1, y - 0.12, x + 0.2, y + 0.15, 0.07), 0.5 * fur


def cat(c, u):
    """A round face with pointed ears and eyes, seen from the front; a thin tail."""
    fur, x, y = u(0.6, 1), u(-0.25, 0.05), u(-0.3, -0.12)
    yield c.limb(0.4, 0.4, 0.75, u(-0.4, 0.2), 0.05), 0.8 * fur
    yield c.ellipse(0.15, 0.35, u(0.35, 0.5), 0.36), 0.85 * fur
    for side in (-1, 1):
        yield (
            c.limb(x + side * 0.2, y - 0.1, x + side * 0.27, y - 0.42, 0.13, 0.02),
            fur,
        )
        yield c.limb(x + side * 0.15, 0.4, x + side * 0.15, 0.7, 0.08), 0.95 * fur
    yield c.ellipse(x, y, 0.33, 0.28), fur
    for side in (-1, 1):
        yield c.ellipse(x + side * 0.13, y - 0.02, 0.06), 0.1
    yield c.ellipse(x, y + 0.12, 0.05), 0.4


def bird(c, u):
    """A drop of a body, a beak, a wing and a tail on two thin legs, or flying."""
    tone = u(0.6, 1)
    flying = u(0, 1) < 0.4
    yield c.limb(0, 0.1, 0.05, np.where(flying, 0.2, 0.75), 0.03), 0.5
    yield c.limb(0.2, 0.1, 0.75, u(0.1, 0.35), 0.12, 0.05), 0.6 * tone
    yield c.ellipse(0, 0.05, 0.36, 0.25), tone
    yield c.ellipse(-0.35, -0.22, 0.17), 0.9 * tone
    yield c.limb(-0.45, -0.22, -0.68, -0.18, 0.06, 0.01), 0.95
    yield c.ellipse(-0.39, -0.26, 0.04), 0.05
    yield c.limb(0, 0, 0.3, np.where(flying, -0.7, 0.1), 0.16, 0.05), 0.5 * tone


def frog(c, u):
    """A wide low body, eyes on top, folded legs."""
    tone, low = u(0.7, 1), u(0.35, 0.5)
    yield c.limb(0.3, 0.1, 0.65, low, 0.2, 0.12), 0.75 * tone
    yield c.limb(-0.3, 0.2, -0.45, low + 0.1, 0.1, 0.07), 0.7 * tone
    yield c.limb(0.6, low + 0.05, 0.3, low + 0.15, 0.08), 0.65 * tone
    yield c.limb(-0.3, -0.05, 0.3, 0.15, 0.27, 0.3), tone
    for x in (-0.48, -0.22):
        yield c.ellipse(x, -0.3, 0.12), tone
        yield c.ellipse(x, -0.31, 0.06), 0.05


# In the order of CIFAR-10's class numbers.
THINGS = (airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck)
ODDS = np.array([  # of a sky, a land and a water behind each of them
    [0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.2, 0.7, 0.1], [0.1, 0.7, 0.2],
    [0.1, 0.8, 0.1], [0.1, 0.5, 0.4], [0.1, 0.8, 0.1], [0.2, 0.1, 0.7], [0.2, 0.7, 0.1],
])  # fmt: skip
WHITE, GRAY, BLACK = (230, 230, 230), (140, 140, 145), (50, 50, 55)
RED, BLUE, BROWN, TAN = (200, 40, 40), (50, 80, 180), (120, 75, 40), (190, 150, 100)
GREEN, OLIVE, ORANGE = (80, 150, 50), (130, 130, 50), (210, 130, 50)
PAINTS = np.array([
    [WHITE, GRAY, WHITE], [RED, BLUE, GRAY], [BROWN, GRAY, ORANGE],
    [GRAY, ORANGE, BLACK], [BROWN, TAN, BROWN], [BROWN, TAN, BLACK],
    [GREEN, OLIVE, BROWN], [BROWN, BLACK, TAN], [WHITE, GRAY, BLUE],
    [RED, WHITE, BLUE],
])  # fmt: skip
ODD_COLORS = np.array([thing in (automobile, bird, ship, truck) for thing in THINGS])
SKY = np.array([(130, 180, 230), (190, 205, 220), (230, 190, 160), (90, 130, 200)])
LAND = np.array([(90, 140, 60), (150, 150, 90), (120, 120, 120), (170, 140, 100)])
WATER = np.array([(40, 90, 140), (60, 120, 130), (90, 110, 130)])
