"""AUROC and average precision in scikit-learn: usage ranking.py FOLDER ROWS CLASSES REPETITIONS THREADS."""
import json
import sys

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

from timing import timed

folder, (rows, _, repetitions, _) = sys.argv[1], map(int, sys.argv[2:6])
positive = np.fromfile(f"{folder}/positive.u8", dtype=np.uint8).astype(np.int32)
seconds, values = {}, {}
for column in ("untied", "tied"):
    ranking = np.fromfile(f"{folder}/{column}.f64", dtype="<f8")
    if column == "tied":
        ranking = ranking.astype(np.float32)  # what they are: floats sort faster
    for name, score in (("auroc", roc_auc_score), ("average_precision", average_precision_score)):
        seconds[f"{name}_{column}"] = timed(repetitions, lambda: score(positive, ranking))
        values[f"{name}_{column}"] = float(score(positive, ranking))
print(json.dumps({"runtime": f"scikit-learn {sklearn.__version__}", "seconds": seconds, "values": values}))
