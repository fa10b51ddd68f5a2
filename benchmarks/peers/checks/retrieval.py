"""R-precision and MAP@R, which rounding of the products may move by a place here and there: they must agree to 1e-6."""
from checks.comparison import Comparison

TOLERANCE = 1e-6
WORK = "R-precision and MAP@R, processor time"


def compare(run):
    sides = {"Probity": [s for line in run.ours for s in line["seconds"]]}
    for side in run.peer[0]["seconds"]:
        sides[side] = [s for line in run.peer for s in line["seconds"][side]]
    ours = run.ours[-1]["values"]
    values = {"Probity": ours, **run.peer[-1]["values"]}
    agreed = all(abs(a - b) <= TOLERANCE for peer in values.values() for a, b in zip(ours, peer))
    table = ["| side | R-precision | MAP@R | least ns a pair |", "|---|---:|---:|---:|"]
    table += [f"| {side} | {r:.9f} | {m:.9f} | {1e9 * min(sides[side]) / run.rows**2:.2f} |" for side, (r, m) in values.items()]
    table += ["", "Probity computes all ten figures of a query with the two, ties included; NumPy these two."]
    checks = {side: dict(zip(("r_precision", "map_at_r"), pair)) for side, pair in values.items()}
    return Comparison({WORK: sides}, agreed, "to 1e-6", checks, table, f"{run.rows:,} × 64 in {run.classes:,} groups")
