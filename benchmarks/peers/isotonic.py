"""Isotonic regression in scikit-learn: usage isotonic.py FOLDER ROWS CLASSES REPETITIONS THREADS."""
import json
import sys

import numpy as np
import sklearn
from sklearn.isotonic import IsotonicRegression

from timing import timed

folder, repetitions = sys.argv[1], int(sys.argv[4])
scores = np.fromfile(f"{folder}/scores.f64", dtype="<f8")
labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4").astype(np.float64)  # what it would make of them
model = IsotonicRegression(out_of_bounds="clip")
seconds = timed(repetitions, lambda: model.fit(scores, labels))
model.predict(scores).astype("<f8").tofile(f"{folder}/isotonic.peer.f64")
print(json.dumps({"runtime": f"scikit-learn {sklearn.__version__}", "seconds": seconds}))
