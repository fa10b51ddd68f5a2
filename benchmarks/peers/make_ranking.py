"""
Writes the columns that both sides rank: untied.f64 (normal), tied.f64 (its sigmoid in floats of 3 digits) and positive.u8
(drawn with that probability): usage make_ranking.py FOLDER ROWS 1.
"""
import sys

import numpy as np

folder, rows = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
score = random.standard_normal(rows)
probability = 1 / (1 + np.exp(-score))
score.astype("<f8").tofile(f"{folder}/untied.f64")
np.round(probability.astype(np.float32), 3).astype("<f8").tofile(f"{folder}/tied.f64")
(random.random(rows) < probability).astype(np.uint8).tofile(f"{folder}/positive.u8")
