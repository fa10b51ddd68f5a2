"""
Writes what both sides of `similarity` read: usage make_similarity.py FOLDER 15000 150.

  features.f32  ROWS x 64, row by row: normal around the centre of the row's group
  labels.i32    ROWS groups in [0, GROUPS), the same number of rows each where it goes up
  batches.i32   ROWS / 128 (rounded down) batches of 128 rows: 16 different groups, 8 different rows of each
  weights.f32   of a linear layer 64 -> 64: inputs x outputs (output j of input i at i * 64 + j), then 64 biases; normal with variance 1 / 64, biases 0
  proxies.f32   GROUPS x 64, normal with variance 1 / 64

An epoch makes one step of Adam a batch, in this order (learning rate 0.001 for weights, biases and proxies; betas 0.9 and 0.999, epsilon 1e-8
added to the root of the corrected mean square). The loss of an epoch is the mean over its batches, each before its step. The losses, all on cosines:

  supcon   supervised contrastive loss (Khosla et al., 2020, L_out), temperature 0.1, mean over anchors
  triplet  triplet loss of each anchor's farthest positive and nearest negative, 1 - cos, margin 0.2, mean over all anchors
  cosface  cross-entropy of 64 (cos to each proxy, less 0.35 for the own group's), mean over items

All numbers are little-endian. What each side writes beside them: LOSS.trained.SIDE.f64, weights, biases and (for cosface) proxies after the epoch.
"""
import sys

import numpy as np

WIDTH, BATCH, GROUPS_A_BATCH = 64, 128, 16

folder, rows, groups = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(2)
labels = random.permutation(np.arange(rows) % groups)
features = random.standard_normal((groups, WIDTH))[labels] * 0.5 + random.standard_normal((rows, WIDTH))
members = [np.flatnonzero(labels == group) for group in range(groups)]
batches = [
    np.concatenate([random.choice(members[group], BATCH // GROUPS_A_BATCH, replace=False) for group in random.choice(groups, GROUPS_A_BATCH, replace=False)])
    for _ in range(rows // BATCH)
]
weights = np.concatenate([random.standard_normal(WIDTH * WIDTH) / np.sqrt(WIDTH), np.zeros(WIDTH)])
proxies = random.standard_normal((groups, WIDTH)) / np.sqrt(WIDTH)
features.astype("<f4").tofile(f"{folder}/features.f32")
labels.astype("<i4").tofile(f"{folder}/labels.i32")
np.concatenate(batches).astype("<i4").tofile(f"{folder}/batches.i32")
weights.astype("<f4").tofile(f"{folder}/weights.f32")
proxies.astype("<f4").tofile(f"{folder}/proxies.f32")
