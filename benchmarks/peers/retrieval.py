"""R-precision and MAP@R by cosine over a whole set in NumPy, in tiles: usage retrieval.py FOLDER ROWS GROUPS REPETITIONS THREADS. Processor time."""
import json
import sys

import numpy as np

from timing import timed

TILE = 500

folder, (rows, _, repetitions, _) = sys.argv[1], map(int, sys.argv[2:6])
embeddings = np.fromfile(f"{folder}/embeddings.f32", dtype="<f4").reshape(rows, -1)
groups = np.fromfile(f"{folder}/groups.i32", dtype="<i4")
unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
relevant = np.bincount(groups)[groups] - 1
most = relevant.max()


def sort_all(keys):
    return np.argsort(keys, axis=1)[:, :most]


def closest_only(keys):
    if most >= keys.shape[1] - 1:
        return sort_all(keys)
    closest = np.argpartition(keys, most, axis=1)[:, :most]
    return np.take_along_axis(closest, np.argsort(np.take_along_axis(keys, closest, axis=1), axis=1), axis=1)


def figures(order):
    sums = np.zeros(2)
    places = np.arange(1, most + 1)
    for start in range(0, rows, TILE):
        queries = np.arange(start, min(rows, start + TILE))
        keys = -(unit[queries] @ unit.T)
        keys[queries - start, queries] = np.inf
        hits = (groups[order(keys)] == groups[queries, None]) & (places <= relevant[queries, None])
        sums += (hits.sum(axis=1) / relevant[queries]).sum(), ((hits.cumsum(axis=1) / places * hits).sum(axis=1) / relevant[queries]).sum()
    return (sums / rows).tolist()


seconds, values = {}, {}
for side, order in (("NumPy, sorts all", sort_all), ("NumPy, sorts the R closest", closest_only)):
    def work():
        values[side] = figures(order)

    seconds[side] = timed(repetitions, work, processor=True)
print(json.dumps({"runtime": f"NumPy {np.__version__}", "seconds": seconds, "values": values}))
