"""
Writes what both sides of `training` read: usage make_training.py FOLDER 15000 150.

For NETWORK head (64 -> 256 -> 150; ROWS rows, of CLASSES classes) and network (784 -> 256 -> 128 -> 10; two thirds of the rows):

  NETWORK.json          {"rows": N, "widths": [inputs, hidden ..., classes], "batch": 128, "learning_rate": 0.001}
  NETWORK.features.f32  N x inputs, row by row: normal around the centre of the row's class
  NETWORK.labels.i32    N labels in [0, classes)
  NETWORK.weights.f32   layer by layer: inputs x outputs (output j of input i at i * outputs + j), then outputs biases;
                        weights normal with variance 2 / inputs (He et al., 2015), biases 0
  NETWORK.order.i32     a permutation of the rows

Batch b of an epoch is rows order[128 b] .. order[128 b + 127]; the last is shorter. Every batch is one step of Adam (learning rate 0.001,
betas 0.9 and 0.999, epsilon 1e-8 added to the root of the corrected mean square) on the batch's mean cross-entropy. The loss of an epoch is the
mean over all rows of the cross-entropy that the row had when its batch was seen, before the step.

All numbers are little-endian. What each side writes beside them: NETWORK.trained.SIDE.f64, the weights after the epoch, laid out as above.
"""
import json
import sys

import numpy as np

folder, rows, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
NETWORKS = {"head": (rows, [64, 256, classes]), "network": (rows * 2 // 3, [784, 256, 128, 10])}

for number, (name, (count, widths)) in enumerate(NETWORKS.items()):
    random = np.random.default_rng([1, number])
    labels = random.integers(widths[-1], size=count)
    centres = random.standard_normal((widths[-1], widths[0])) / np.sqrt(widths[0]) * 4
    features = centres[labels] + random.standard_normal((count, widths[0]))
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [random.standard_normal(inputs * outputs) * np.sqrt(2 / inputs), np.zeros(outputs)]
    features.astype("<f4").tofile(f"{folder}/{name}.features.f32")
    labels.astype("<i4").tofile(f"{folder}/{name}.labels.i32")
    np.concatenate(layers).astype("<f4").tofile(f"{folder}/{name}.weights.f32")
    random.permutation(count).astype("<i4").tofile(f"{folder}/{name}.order.i32")
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump({"rows": count, "widths": widths, "batch": 128, "learning_rate": 1e-3}, file)
