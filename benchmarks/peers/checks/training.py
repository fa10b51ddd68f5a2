"""
One epoch of training two networks, the same steps on both sides. Judge: both losses and both sets of weights must agree; and that PyTorch's own ways
agree shows how much rounding alone changes.

Probity prints {"runtime": ..., "head": RESULT, "network": RESULT}, where RESULT is {"seconds": [one epoch each], "loss": mean over the epoch's rows},
and writes NETWORK.trained.probity.f64; make_training.py says in which layout, and what an epoch is.
"""
import numpy as np

from checks.comparison import Comparison, all_rounds

NETWORKS = ["head", "network"]
LOSS_TOLERANCE = 1e-3  # relative
WEIGHT_TOLERANCE = 1e-2  # distance between both sides' weights, relative to how far training moved them


def compare(run):
    seconds, checks = {}, {}
    table = ["| network | loss, Probity | loss, PyTorch | relative difference | weights' distance / their way |", "|---|---:|---:|---:|---:|"]
    for name in NETWORKS:
        ours, peer = [line[name] for line in run.ours], [line[name] for line in run.peer]
        seconds[f"epoch of {name}"] = {"Probity": all_rounds(ours)}
        for way in peer[0]["seconds"]:
            seconds[f"epoch of {name}"][way] = [time for line in peer for time in line["seconds"][way]]

        our, theirs = ours[-1]["loss"], peer[-1]["loss"]
        usual = next(iter(theirs.values()))
        initial = np.fromfile(f"{run.folder}/{name}.weights.f32", dtype="<f4").astype(np.float64)
        our_weights, peer_weights = run.answers(f"{name}.trained")
        assert our_weights.shape == peer_weights.shape == initial.shape
        checks[name] = check = {
            "loss": our,
            "peer_losses": theirs,
            "loss_difference": max(abs(our - other) / other for other in theirs.values()),
            "weight_distance": float(np.linalg.norm(our_weights - peer_weights) / np.linalg.norm(peer_weights - initial)),
        }
        table.append(f"| {name} | {our:.6f} | {usual:.6f} | {check['loss_difference']:.1e} | {check['weight_distance']:.1e} |")

    table += ["", f"Weights may be {WEIGHT_TOLERANCE:g} of the way that training moved them apart, losses {LOSS_TOLERANCE:g} of their value."]
    agreed = all(check["loss_difference"] <= LOSS_TOLERANCE and check["weight_distance"] <= WEIGHT_TOLERANCE for check in checks.values())
    size = f"64 → 256 → {run.classes}, {run.rows:,} rows; 784 → 256 → 128 → 10, {run.rows * 2 // 3:,} rows; batches of 128"
    return Comparison(seconds, agreed, "to 1e-3 in the loss and 1e-2 of the way in the weights", checks, table, size)
