"""
Bootstrap intervals as they are usually written with NumPy and scikit-learn: draw rows, compute every figure of them again. Runs as many
replicates as fit in 20 seconds and scales the time to 1,000: usage bootstrap.py FOLDER ROWS CLASSES REPETITIONS THREADS.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.metrics import roc_auc_score

SECONDS, WANTED, BINS = 20, 1000, 15

folder, (rows, classes, _, _) = sys.argv[1], map(int, sys.argv[2:6])
logits = np.fromfile(f"{folder}/logits.f32", dtype="<f4").reshape(rows, classes).astype(np.float64)
labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4")
p = np.exp(logits - logits.max(axis=1, keepdims=True))
p /= p.sum(axis=1, keepdims=True)
own = p[np.arange(rows), labels]

# What does not change from draw to draw is computed once: losses of the rows, bins of the cells.
confidence = p.max(axis=1)
correct = (p.argmax(axis=1) == labels).astype(np.float64)
nll = -np.log(own)
brier = (p**2).sum(axis=1) - 2 * own + 1
inner_edges = np.arange(1, BINS) / BINS  # right-closed bins
confidence_bin = np.searchsorted(inner_edges, confidence)
slots = np.arange(classes) * BINS + np.searchsorted(inner_edges, p)
label_slot = slots[np.arange(rows), labels]


def figures(drawn):
    right, sure = correct[drawn], confidence[drawn]
    risks = np.cumsum(1 - right[np.argsort(-sure, kind="stable")]) / np.arange(1, rows + 1)
    gaps = np.bincount(confidence_bin[drawn], weights=sure - right, minlength=BINS)
    stated = np.bincount(slots[drawn].ravel(), weights=p[drawn].ravel(), minlength=classes * BINS)
    observed = np.bincount(label_slot[drawn], minlength=classes * BINS)
    return {
        "accuracy": right.mean(),
        "nll": nll[drawn].mean(),
        "brier": brier[drawn].mean(),
        "auroc": roc_auc_score(right, sure),
        "aurc": risks.mean(),
        "ece": np.abs(gaps).sum() / rows,
        "ece_classwise": np.abs(stated - observed).sum() / rows / classes,
    }


values = figures(np.arange(rows))
random = np.random.default_rng(1)
replicates = []
start = time.perf_counter()
while len(replicates) < WANTED and (len(replicates) < 2 or time.perf_counter() - start < SECONDS):
    replicates.append(figures(random.integers(rows, size=rows)))
elapsed = time.perf_counter() - start

columns = {name: np.array([replicate[name] for replicate in replicates]) for name in values}
print(
    json.dumps(
        {
            "runtime": f"NumPy {np.__version__} with scikit-learn {sklearn.__version__}",
            "replicates": len(replicates),
            "seconds": [elapsed / len(replicates) * WANTED],
            "values": {name: float(value) for name, value in values.items()},
            "intervals": {name: np.quantile(column, [0.025, 0.975]).tolist() for name, column in columns.items()},
            "deviations": {name: float(column.std(ddof=1)) for name, column in columns.items()},
        }
    )
)
