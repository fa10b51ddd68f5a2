"""
Fitting one temperature. Judge: SciPy's bounded minimiser in doubles, which we must match; the peer's recipe may miss, which is shown and not refused.
"""
import numpy as np
from scipy import optimize

from checks.comparison import Comparison, all_rounds

TOLERANCE = 1e-5
LABELS = {"optimum": "optimum by SciPy in doubles", "ours": "Probity", "peer": "PyTorch, the usual L-BFGS recipe"}


def mean_nll(run, temperature):
    logits, labels = run.logits(), run.labels()
    loss = 0.0
    for start in range(0, run.rows, 1000):
        z = logits[start : start + 1000].astype(np.float64) / temperature
        top = z.max(axis=1)
        own = z[np.arange(len(z)), labels[start : start + 1000]]
        loss += float((top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - own).sum())
    return loss / run.rows


def compare(run):
    ours, peer = run.ours[-1]["temperature"], run.peer[-1]["temperature"]
    middle = np.log(ours)
    best = optimize.minimize_scalar(
        lambda log_t: mean_nll(run, np.exp(log_t)), bounds=(middle - 0.5, middle + 0.5), method="bounded", options={"xatol": 1e-7}
    )
    optimum = float(np.exp(best.x))
    checks = {
        "optimum": {"temperature": optimum, "nll": float(best.fun)},
        "ours": {"temperature": ours, "nll": mean_nll(run, ours)},
        "peer": {"temperature": peer, "nll": mean_nll(run, peer)},
    }

    table = ["| | temperature | mean NLL |", "|---|---:|---:|"]
    table += [f"| {label} | {checks[side]['temperature']:.6f} | {checks[side]['nll']:.9f} |" for side, label in LABELS.items()]
    table += ["", "Probity's time includes the cross-fit. It must find the optimum; the recipe is only timed."]
    agreed = abs(ours - optimum) <= TOLERANCE * optimum and checks["ours"]["nll"] <= checks["peer"]["nll"] + 1e-9
    seconds = {"Probity": all_rounds(run.ours), "PyTorch": all_rounds(run.peer)}
    return Comparison({"fit": seconds}, agreed, "to 1e-5", checks, table)
