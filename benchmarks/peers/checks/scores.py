"""Five scores of every row in one call, beside the time of summing the array. Judge: NumPy in doubles on the first rows."""
import numpy as np

from checks.comparison import Comparison, all_rounds, largest_difference

TOLERANCE = 1e-5
COLUMNS = ["max_probability", "margin_probability", "entropy", "log_sum_exp", "max_logit"]
DIFFERENCES = ["ours_against_peer", "ours_against_doubles", "peer_against_doubles"]


def in_doubles(logits):
    z = logits.astype(np.float64)
    top = z.max(axis=1)
    e = np.exp(z - top[:, None])
    total = e.sum(axis=1)
    p = e / total[:, None]
    lse = top + np.log(total)
    sorted_p = np.sort(p, axis=1)
    return np.stack([sorted_p[:, -1], sorted_p[:, -1] - sorted_p[:, -2], (p * (z - lse[:, None])).sum(axis=1), lse, top])


def compare(run):
    ours, peers = (column.reshape(5, run.rows) for column in run.answers("scores"))
    some = min(run.rows, 2000)
    checks = {}
    for name, our, peer, true in zip(COLUMNS, ours, peers, in_doubles(run.logits()[:some])):
        differences = largest_difference(our, peer), largest_difference(our[:some], true), largest_difference(peer[:some], true)
        checks[name] = dict(zip(DIFFERENCES, differences))

    table = ["| score | ours − peer | ours − doubles | peer − doubles |", "|---|---:|---:|---:|"]
    table += [f"| {name} | " + " | ".join(f"{check[key]:.1e}" for key in DIFFERENCES) + " |" for name, check in checks.items()]
    table += ["", "Largest difference over the rows, relative where the value is above 1; doubles by NumPy on the first 2,000 rows."]
    seconds = {
        "Probity": all_rounds(run.ours),
        "PyTorch": all_rounds(run.peer),
        "PyTorch, least work": all_rounds(run.peer, "lean_seconds"),
        "sum of the array": all_rounds(run.ours, "sum_seconds"),
    }
    agreed = all(difference <= TOLERANCE for check in checks.values() for difference in check.values())
    return Comparison({"five scores": seconds}, agreed, "to 1e-5", checks, table)
