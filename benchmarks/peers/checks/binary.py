"""
Binary calibrators of a few parameters: both sides must end at the one optimum of the same convex objective, which is computed here
from the parameters that each printed.
"""
import numpy as np

from checks.comparison import Comparison

OBJECTIVE = 1e-12    # mean negative log-likelihood
PARAMETER = 1e-7     # where the other side stops: next to nothing in the objective


def compare(run):
    ours, peer = run.ours[-1], run.peer[-1]
    scores = np.fromfile(f"{run.folder}/scores.f64", dtype="<f8")
    labels = run.labels().astype(np.float64)
    ones, below, above = labels.sum(), -np.logaddexp(0, -scores), np.logaddexp(0, scores)
    smoothed = np.where(labels == 1, (ones + 1) / (ones + 2), 1 / (run.rows - ones + 2))

    def objective(work, parameters):
        targets = smoothed if work == "platt" else labels
        z = (below, above) if work == "beta" else (scores,)
        logits = sum(a * x for a, x in zip(parameters, z)) + parameters[-1]
        return float(np.mean(np.logaddexp(0, logits) - targets * logits))

    checks, table, agreed = {}, ["| work | side | parameters | objective |", "|---|---|---|---:|"], True
    for work in ours["parameters"]:
        check = checks[work] = {"parameters": {}, "objective": {}}
        for side, line in (("Probity", ours), (run.peer_name, peer)):
            parameters = check["parameters"][side] = line["parameters"][work]
            value = check["objective"][side] = objective(work, parameters)
            table.append(f"| {work} | {side} | {', '.join(f'{x:.10f}' for x in parameters)} | {value:.15f} |")
        own, other = check["parameters"].values()
        least, value = check["objective"].values()
        check["largest_difference"] = float(np.max(np.abs(np.subtract(own, other))))
        agreed &= least <= value + OBJECTIVE and check["largest_difference"] <= PARAMETER
    table += ["", "Probity's times hold the check and copy of the rows and the negative log-likelihood before and after; both sides' of beta the logarithms of the probabilities."]
    seconds = {
        work: {side: [s for line in lines for s in line["seconds"][work]] for side, lines in (("Probity", run.ours), (run.peer_name, run.peer))}
        for work in ours["parameters"]
    }
    return Comparison(seconds, agreed, "to 1e-7 in the parameters, with an objective of Probity's that is nowhere higher by 1e-12", checks, table, f"{run.rows:,} rows")
