"""The 50 nearest by brute force in scikit-learn: usage search.py FOLDER ROWS GROUPS REPETITIONS THREADS."""
import json
import sys

import numpy as np
import sklearn
from sklearn.neighbors import NearestNeighbors

from timing import timed

folder, (rows, _, repetitions, threads) = sys.argv[1], map(int, sys.argv[2:6])
references = np.fromfile(f"{folder}/references.f32", dtype="<f4").reshape(rows, -1)
queries = np.fromfile(f"{folder}/queries.f32", dtype="<f4").reshape(rows // 4, -1)

seconds = {}
for metric in ("euclidean", "cosine"):
    nearest = NearestNeighbors(n_neighbors=50, algorithm="brute", metric=metric, n_jobs=threads).fit(references)
    found = {}

    def work():
        found["distances"], found["indices"] = nearest.kneighbors(queries)

    seconds[metric] = timed(repetitions, work)
    found["indices"].astype("<i4").tofile(f"{folder}/{metric}.peer.i32")
print(json.dumps({"runtime": f"scikit-learn {sklearn.__version__}", "seconds": seconds}))
