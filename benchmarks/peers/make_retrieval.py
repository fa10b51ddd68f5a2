"""
Writes embeddings.f32 (rows × 64: a normal centre of a group, of deviation 1/2, and normal noise) and groups.i32 (groups in turn): usage
make_retrieval.py FOLDER ROWS GROUPS.
"""
import sys

import numpy as np

folder, (rows, groups) = sys.argv[1], map(int, sys.argv[2:4])
random = np.random.default_rng(1)
group = (np.arange(rows) % groups).astype("<i4")
centres = 0.5 * random.standard_normal((groups, 64))
(centres[group] + random.standard_normal((rows, 64))).astype("<f4").tofile(f"{folder}/embeddings.f32")
group.tofile(f"{folder}/groups.i32")
