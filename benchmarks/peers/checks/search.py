"""
The 50 nearest of each query. Distances are computed anew in double from the numbers given: of each query Probity's, in order, must be the
smallest to 1e-12; scikit-learn's may be larger by its rounding.
"""
import numpy as np

from checks.comparison import Comparison

TOLERANCE = 1e-12
PEER_TOLERANCE = 1e-4
K = 50


def distances(metric, queries, references):
    product = queries @ references.T
    if metric == "cosine":
        return 1 - product / np.linalg.norm(queries, axis=1)[:, None] / np.linalg.norm(references, axis=1)
    return np.sqrt(np.maximum(0, (queries**2).sum(1)[:, None] + (references**2).sum(1) - 2 * product))


def compare(run):
    references = np.fromfile(f"{run.folder}/references.f32", dtype="<f4").reshape(run.rows, -1).astype(np.float64)
    queries = np.fromfile(f"{run.folder}/queries.f32", dtype="<f4").reshape(run.rows // 4, -1).astype(np.float64)
    seconds, checks, agreed = {}, {}, True
    table = ["| metric | side | largest distance above the smallest possible | queries with other neighbours |", "|---|---|---:|---:|"]
    for metric in ("euclidean", "cosine"):
        sides = {"Probity": run.ours, run.peer_name: run.peer}
        seconds[f"50 nearest, {metric}"] = {side: [s for line in lines for s in line["seconds"][metric]] for side, lines in sides.items()}
        found = {side: np.fromfile(f"{run.folder}/{metric}.{name}.i32", dtype="<i4").reshape(-1, K) for side, name in zip(sides, ("probity", "peer"))}
        excess, others = dict.fromkeys(sides, 0.0), dict.fromkeys(sides, 0)
        for start in range(0, len(queries), 500):
            some = slice(start, start + 500)
            all_distances = distances(metric, queries[some], references)
            smallest = np.sort(np.partition(all_distances, K, axis=1)[:, :K], axis=1)
            order = np.argsort(all_distances, axis=1, kind="stable")[:, :K]
            for side in sides:
                excess[side] = max(excess[side], float(np.max(np.abs(np.take_along_axis(all_distances, found[side][some], axis=1) - smallest))))
                others[side] += int(np.sum(np.any(found[side][some] != order, axis=1)))
        checks[metric] = {"excess": excess, "queries_with_other_neighbours": others}
        agreed &= excess["Probity"] <= TOLERANCE and excess[run.peer_name] <= PEER_TOLERANCE
        table += [f"| {metric} | {side} | {excess[side]:.1e} | {others[side]:,} |" for side in sides]
    table += ["", "Against a sort of all distances in double. Probity's times hold making the references ready."]
    return Comparison(seconds, agreed, "with a sort of all distances: Probity's to 1e-12", checks, table, f"{run.rows // 4:,} queries, {run.rows:,} × 64 references")
