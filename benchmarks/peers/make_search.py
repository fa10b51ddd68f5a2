"""
Writes references.f32 (rows × 64) and queries.f32 (a fourth as many): a normal centre of a group, of deviation 1/2, and normal noise. Usage
make_search.py FOLDER ROWS GROUPS.
"""
import sys

import numpy as np

folder, (rows, groups) = sys.argv[1], map(int, sys.argv[2:4])
random = np.random.default_rng(1)
centres = 0.5 * random.standard_normal((groups, 64))
for name, count in (("references", rows), ("queries", rows // 4)):
    (centres[np.arange(count) % groups] + random.standard_normal((count, 64))).astype("<f4").tofile(f"{folder}/{name}.f32")
