"""
Writes the rows that both sides fit: scores.f64 (log-odds of an overconfident model) and labels.i32 (drawn with the sigmoid of half
of them): usage make_isotonic.py FOLDER ROWS 1.
"""
import sys

import numpy as np

folder, rows = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
scores = 3 * random.standard_normal(rows)
scores.astype("<f8").tofile(f"{folder}/scores.f64")
(random.random(rows) < 1 / (1 + np.exp(-scores / 2))).astype("<i4").tofile(f"{folder}/labels.i32")
