"""The real data sets: the two mirrors of each, and what a good copy of it is."""

from nnlib.datasets.copies import Real
from nnlib.datasets.images import IMAGES, decode_cifar, decode_idx
from nnlib.datasets.table import TABLE, decode_csv


def _idx(*bases: str) -> tuple[tuple[str, ...], ...]:
    parts = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3")
    parts += ("t10k-labels-idx1",)
    return tuple(tuple(f"{base}{part}-ubyte.gz" for part in parts) for base in bases)


GARMENTS = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
SCENES = (
    "airplane", "automobile", "bird", "cat", "deer",
    "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
DIGITS = tuple("0123456789")

REAL = {
    "mnist": Real(
        filename="mnist.npz",
        source="MNIST, handwritten digits (LeCun, Cortes and Burges, CC BY-SA 3.0)",
        class_names=DIGITS,
        mirrors=_idx(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        form=IMAGES,
        decode=decode_idx,
        shape=(60000, 28, 28),
        sha256="399f6831a588b2df9458cab2fad1a8fc1666482fe032c8d0b1034801438b5ade",
    ),
    "fashion_mnist": Real(
        filename="fashion_mnist.npz",
        source="Fashion-MNIST, catalog pictures (Xiao, Rasul and Vollgraf, Zalando, "
        "2017, MIT license)",
        class_names=GARMENTS,
        mirrors=_idx(
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        ),
        form=IMAGES,
        decode=decode_idx,
        shape=(60000, 28, 28),
        sha256="4193f3d23d16f757ac290c23c037d06693e162818a856860f9a421b592c7d18e",
    ),
    "cifar10": Real(
        filename="cifar10.npz",
        source="CIFAR-10, small photographs (Krizhevsky, Learning Multiple Layers of "
        "Features from Tiny Images, 2009, free for research with citation)",
        class_names=SCENES,
        mirrors=(
            ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
            (
                "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/"
                "datasets/cifar-10-binary.tar.gz",
            ),
        ),
        form=IMAGES,
        decode=decode_cifar,
        shape=(50000, 32, 32, 3),
        sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        of_archive=True,
    ),
    "hitters": Real(
        filename="hitters.csv",
        source="Hitters, 322 baseball players of 1986 and 1987 (James, Witten, Hastie "
        "and Tibshirani, An Introduction to Statistical Learning, package ISLR)",
        class_names=(),
        mirrors=(
            (
                "https://raw.githubusercontent.com/intro-stat-learning/ISLP/main/ISLP/"
                "data/Hitters.csv",
            ),
            ("https://vincentarelbundock.github.io/Rdatasets/csv/ISLR/Hitters.csv",),
        ),
        form=TABLE,
        decode=decode_csv,
        shape=(322,),
        sha256="4e5c177d33117762efc50139348aec0e62539c73f73ea33597ade66b77ba58f7",
    ),
}
