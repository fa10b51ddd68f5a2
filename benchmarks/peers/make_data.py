"""Writes the array that both sides read: logits.f32 (normal, deviation 3) and labels.i32 (drawn at temperature 2)."""
import sys

import numpy as np

folder, rows, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(1)
with open(f"{folder}/logits.f32", "wb") as logits_file, open(f"{folder}/labels.i32", "wb") as labels_file:
    for start in range(0, rows, 1000):
        logits = 3 * random.standard_normal((min(1000, rows - start), classes), dtype=np.float32)
        labels = np.argmax(logits / 2 + random.gumbel(size=logits.shape), axis=1)
        logits_file.write(logits.astype("<f4").tobytes())
        labels_file.write(labels.astype("<i4").tobytes())
