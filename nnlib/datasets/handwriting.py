"""A stand-in for MNIST: scikit-learn's small digits, enlarged and written anew.

Each of the 1,797 digits of 8 x 8 pixels is enlarged smoothly, then turned, slanted,
bent and written with a thinner or thicker pen many times over. No original serves
both the training and the test images.
"""

import numpy as np

SOURCE = (
    "Generated stand-in for MNIST: scikit-learn's 8 x 8 handwritten digits, enlarged "
    "and deformed"
)
SIZE = 28  # pixels of a side, of which a digit fills about 20
FINE = 64  # the side of an enlarged digit, before it is deformed
HANDS = 400  # ways to deform a digit


def make() -> dict[str, np.ndarray]:
    """Generate the 60,000 + 10,000 images and their labels."""
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    enlarged = _enlarged(images.reshape(-1, 8, 8).astype(np.int64))
    for_testing = np.arange(len(digits)) % 6 == 5
    arrays = {}
    for part, count, seed in (("train", 60000, 1), ("test", 10000, 2)):
        rng = np.random.default_rng(seed)
        originals = np.flatnonzero(for_testing == (part == "test"))
        chosen = rng.permutation(np.arange(count) % len(originals))
        arrays[f"x_{part}"] = _written(rng, enlarged[originals], chosen)
        arrays[f"y_{part}"] = digits[originals[chosen]].astype(np.uint8)
    return arrays


def _enlarged(images):
    """Enlarge eightfold, by Catmull-Rom splines in whole numbers: exact everywhere."""
    away = abs((np.arange(FINE)[:, None] + 0.5) / 8 - 0.5 - np.arange(8))
    near = 1 - 2.5 * away**2 + 1.5 * away**3
    far = np.where(away < 2, 2 - 4 * away + 2.5 * away**2 - 0.5 * away**3, 0)
    spline = np.where(away < 1, near, far)
    weights = np.rint(spline * 256).astype(np.int64)
    fine = weights @ images @ weights.T  # at most 16 * 256 * 256
    fine = np.clip(fine >> 12, 0, 255).astype(np.uint8)
    return np.pad(fine, ((0, 0), (1, 1), (1, 1))).reshape(len(images), -1)


def _hands(rng):
    """For each way of writing: which enlarged pixel each pixel shows."""
    down, across = np.mgrid[:SIZE, :SIZE].reshape(2, 1, -1) - (SIZE - 1) / 2

    def each(spread):
        return rng.normal(0, spread, (HANDS, 1))

    turn, slant = each(0.08), each(0.1)
    tall, wide = FINE / 21 * np.exp(each(0.04)), FINE / 19 * np.exp(each(0.07))
    x = across * np.cos(turn) + down * np.sin(turn) + slant * down + each(0.4)
    y = down * np.cos(turn) - across * np.sin(turn) + each(0.4)
    x, y = (
        x + each(0.5) * np.sin(y / 4 + each(3)),
        y + each(0.5) * np.sin(x / 4 + each(3)),
    )
    row = np.rint(y * tall + FINE / 2 + 0.5).clip(0, FINE + 1)
    column = np.rint(x * wide + FINE / 2 + 0.5).clip(0, FINE + 1)
    return (row * (FINE + 2) + column).astype(np.int32)


def _written(rng, enlarged, chosen):
    hands = _hands(rng)
    hand = rng.integers(0, HANDS, len(chosen))
    pen = rng.integers(110, 180, (len(chosen), 1), dtype=np.int16)  # high: thin
    images = np.empty((len(chosen), SIZE * SIZE), np.uint8)
    flat, start = enlarged.ravel(), chosen.astype(np.int32)[:, None] * enlarged.shape[1]
    for k in range(0, len(chosen), 2000):  # in pieces that fit the processor's cache
        part = slice(k, k + 2000)
        ink = np.take(flat, start[part] + hands[hand[part]]).astype(np.int16)
        images[part] = ((ink - pen[part]) * 3 + 128).clip(0, 255)
    return images.reshape(-1, SIZE, SIZE)
