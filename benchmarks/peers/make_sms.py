"""Writes logits.f32 (normal, deviation 3) and labels.i32 (drawn at temperature 2 with a bias a class, and some classes mistaken for their neighbours)."""
import sys

import numpy as np

folder, rows, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(1)
logits = 3 * random.standard_normal((rows, classes), dtype=np.float32)
bias = random.standard_normal(classes)
truth = logits / 2 + bias + 0.3 * np.roll(logits, 1, axis=1) * (np.arange(classes) % 5 == 0)
labels = np.argmax(truth + random.gumbel(size=logits.shape), axis=1)
logits.astype("<f4").tofile(f"{folder}/logits.f32")
labels.astype("<i4").tofile(f"{folder}/labels.i32")
