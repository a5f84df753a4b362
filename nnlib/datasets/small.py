"""The two data sets that come with scikit-learn: always at hand, never stood in for."""

import numpy as np

from nnlib.datasets.data import Data


def digits() -> Data:
    """Handwritten digits of 8 x 8 pixels from 0 to 16, a quarter of them for testing.

    As in scikit-learn, the test images are the last 447: other people wrote them.
    """
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8).astype(np.uint8)
    labels = labels.astype(np.uint8)
    return Data(
        name="digits",
        x_train=images[:1350],
        y_train=labels[:1350],
        x_test=images[1350:],
        y_test=labels[1350:],
        class_names=tuple("0123456789"),
        source="Digits, handwritten, 8 x 8 pixels from 0 to 16 (Alpaydin and Kaynak, "
        "UCI Machine Learning Repository, 1998, CC BY 4.0; part of scikit-learn)",
    )


def moons() -> Data:
    """Two moons: a hundred noisy points, a quarter of them for testing."""
    from sklearn.datasets import make_moons
    from sklearn.model_selection import train_test_split

    points, labels = make_moons(n_samples=100, noise=0.25, random_state=3)
    x_train, x_test, y_train, y_test = train_test_split(
        points, labels.astype(np.uint8), stratify=labels, random_state=42
    )
    return Data(
        name="moons",
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        class_names=("upper moon", "lower moon"),
        source="Two moons, 100 generated points with noise 0.25 (make_moons of "
        "scikit-learn, BSD license)",
        feature_names=("x", "y"),
    )
