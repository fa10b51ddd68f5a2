"""
One epoch of training a linear layer by three losses of similarity learning, the same steps on both sides. Judge: losses and weights must agree; and that
PyTorch's own ways agree shows how much rounding alone changes.

Probity prints {"runtime": ..., LOSS: {"seconds": [one epoch each], "loss": mean over the epoch's batches}} and writes LOSS.trained.probity.f64;
make_similarity.py says in which layout, and what an epoch is.
"""
import numpy as np

from checks.comparison import Comparison, all_rounds

LOSSES = ["supcon", "triplet", "cosface"]
LOSS_TOLERANCE = 1e-4  # relative
WEIGHT_TOLERANCE = 1e-2  # distance between both sides' weights, relative to how far training moved them


def compare(run):
    seconds, checks = {}, {}
    table = ["| loss | its value, Probity | its value, PyTorch | relative difference | weights' distance / their way |", "|---|---:|---:|---:|---:|"]
    start, proxies = (np.fromfile(f"{run.folder}/{name}.f32", dtype="<f4").astype(np.float64) for name in ("weights", "proxies"))
    for name in LOSSES:
        ours, peer = [line[name] for line in run.ours], [line[name] for line in run.peer]
        seconds[f"epoch of {name}"] = {"Probity": all_rounds(ours)}
        for way in peer[0]["seconds"]:
            seconds[f"epoch of {name}"][way] = [time for line in peer for time in line["seconds"][way]]

        our, theirs = ours[-1]["loss"], peer[-1]["loss"]
        usual = next(iter(theirs.values()))
        initial = np.concatenate([start, proxies]) if name == "cosface" else start
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
    size = f"64 → 64, {run.rows:,} rows of {run.classes} groups, batches of 16 groups with 8 rows each"
    return Comparison(seconds, agreed, "to 1e-4 in the loss and 1e-2 of the way in the weights", checks, table, size)
