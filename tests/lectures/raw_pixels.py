"""Training on raw pixels, on the backend of KERAS_BACKEND: two accuracies.

`test_06_keras` runs this file in processes of its own, one a backend, and reads its
last line: the accuracy with a softmax in the network, and with logits.
"""

import keras
import numpy as np

import nnlib

PICTURES = 2000


def accuracy(data, logits: bool) -> float:
    """Of 784-128-10 on bytes from 0 to 255, after eight epochs of RMSprop."""
    keras.utils.set_random_seed(0)
    end = None if logits else "softmax"
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation=end),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    model.compile("rmsprop", loss, metrics=["accuracy"])
    x = data.x_train.reshape(len(data.x_train), -1)[: 2 * PICTURES].astype("float32")
    y = data.y_train[: 2 * PICTURES].astype("int32")
    nnlib.Trainer(model).fit(x[:PICTURES], y[:PICTURES], epochs=8, verbose=0)
    return model.evaluate(x[PICTURES:], y[PICTURES:], verbose=0)[1]


if __name__ == "__main__":
    garments = nnlib.load("fashion_mnist")
    print(*(np.round(accuracy(garments, logits), 3) for logits in (False, True)))
