"""
Writes the rows that both sides fit: scores.f64 (log-odds) and labels.i32, drawn by a beta curve that no logistic curve of the log-odds
fits: usage make_binary.py FOLDER ROWS 1.
"""
import sys

import numpy as np

folder, rows = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
scores = 3 * random.standard_normal(rows)
truth = 0.7 * np.logaddexp(0, scores) - 0.4 * np.logaddexp(0, -scores) + 0.3
scores.astype("<f8").tofile(f"{folder}/scores.f64")
(random.random(rows) < 1 / (1 + np.exp(-truth))).astype("<i4").tofile(f"{folder}/labels.i32")
