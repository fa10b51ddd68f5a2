"""Structured matrix scaling: both sides must end at the one optimum of the same convex objective."""
from checks.comparison import Comparison, all_rounds

TOLERANCE = 1e-7


def compare(run):
    ours, peer = run.ours[-1], run.peer[-1]
    checks = {side: {key: line[key] for key in ("objective", "gradient", "temperature")} for side, line in (("ours", ours), ("peer", peer))}
    table = ["| | objective | gradient at the end | temperature |", "|---|---:|---:|---:|"]
    table += [f"| {label} | {c['objective']:.10f} | {c['gradient']:.1e} | {c['temperature']:.6f} |" for label, c in zip(("Probity", "SciPy, L-BFGS"), checks.values())]
    table += ["", "Both times include the temperature. SciPy's gradient is the largest component, ours the Euclidean norm."]
    seconds = {"fit": {"Probity": all_rounds(run.ours), "SciPy": all_rounds(run.peer)}}
    return Comparison(seconds, ours["objective"] <= peer["objective"] + TOLERANCE, "to 1e-7", checks, table)
