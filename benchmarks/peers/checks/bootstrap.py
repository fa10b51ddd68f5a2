"""
1,000 bootstrap intervals of every figure. Values must agree; ends of intervals may differ by what the finite numbers of replicates explain,
for the sides draw other rows.
"""
import math

from checks.comparison import Comparison, all_rounds

TOLERANCES = {"accuracy": 1e-6, "nll": 1e-6, "brier": 1e-6, "auroc": 1e-6, "aurc": 1e-6, "ece": 1e-4, "ece_classwise": 1e-4}
RESAMPLED = ["accuracy", "nll", "brier", "auroc", "aurc"]  # the ECE family's intervals are not percentiles here
MOST_ERRORS = 4


def standard_error_of_ends(deviation, replicates):
    """Of the 2.5 % quantile of so many normal draws: √(q(1 − q)/R) over the density there."""
    q, density = 0.025, math.exp(-(1.959964**2) / 2) / math.sqrt(2 * math.pi)
    return deviation / density * math.sqrt(q * (1 - q) / replicates)


def compare(run):
    ours = run.ours[-1]
    if not run.peer:
        return alone(run, ours)
    peer = run.peer[-1]
    checks = {}
    table = [
        "| figure | ours | peer | ours − peer | our interval | peer's interval | ends apart, in Monte-Carlo errors |",
        "|---|---:|---:|---:|---|---|---:|",
    ]
    for name, tolerance in TOLERANCES.items():
        our, other = ours["values"][name], peer["values"][name]
        checks[name] = check = {"ours": our, "peer": other, "agree": abs(our - other) <= tolerance, "our_interval": ours["intervals"][name]}
        shown = "| not a percentile interval | "
        if name in RESAMPLED:
            ends, other_ends = ours["intervals"][name], peer["intervals"][name]
            error = math.hypot(*(standard_error_of_ends(peer["deviations"][name], side["replicates"]) for side in (ours, peer)))
            apart = max(abs(a - b) for a, b in zip(ends, other_ends)) / error
            check |= {"peer_interval": other_ends, "ends_apart_in_errors": apart, "agree": check["agree"] and apart <= MOST_ERRORS}
            shown = f"| {interval(other_ends)} | {apart:.1f}"
        table.append(f"| {name} | {our:.7f} | {other:.7f} | {our - other:.1e} | {interval(check['our_interval'])} {shown} |")
    table += [
        "",
        f"The peer's {peer['replicates']:,} replicates, scaled to {ours['replicates']:,}, are of these {len(TOLERANCES)} figures, in one process. "
        f"Probity's are of all {len(ours['values'])}, with null distributions of the calibration errors and cross-fitted losses. "
        "Some of its intervals are at least as wide as a closed form.",
    ]
    seconds = {"Probity": all_rounds(run.ours), "NumPy and scikit-learn, scaled": all_rounds(run.peer)}
    agreement = f"to 1e-6 (calibration errors 1e-4), ends of intervals to {MOST_ERRORS} Monte-Carlo errors"
    return Comparison({"1,000 intervals": seconds}, all(check["agree"] for check in checks.values()), agreement, checks, table)


def alone(run, ours):
    checks = {name: {"ours": value, "our_interval": ours["intervals"][name]} for name, value in ours["values"].items()}
    table = ["| figure | value | interval |", "|---|---:|---|"]
    table += [f"| {name} | {check['ours']:.7g} | {interval(check['our_interval'])} |" for name, check in checks.items()]
    return Comparison({"1,000 intervals": {"Probity": all_rounds(run.ours)}}, True, "", checks, table)


def interval(ends):
    return f"{ends[0]:.5g} to {ends[1]:.5g}" if None not in ends else "none"
