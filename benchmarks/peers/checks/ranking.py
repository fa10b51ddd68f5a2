"""AUROC and average precision, untied and tied: four numbers that must agree to 1e-12, for both sides add in doubles."""
from checks.comparison import Comparison

TOLERANCE = 1e-12


def compare(run):
    seconds, checks = {}, {}
    for work in run.ours[0]["seconds"]:
        sides = {"Probity": run.ours, "scikit-learn": run.peer}
        seconds[work] = {side: [s for line in lines for s in line["seconds"][work]] for side, lines in sides.items()}
        ours, peer = run.ours[-1]["values"][work], run.peer[-1]["values"][work]
        checks[work] = {"ours": ours, "peer": peer, "agree": abs(ours - peer) <= TOLERANCE * abs(peer)}

    table = ["| work | ours | peer | ours − peer |", "|---|---:|---:|---:|"]
    table += [f"| {work} | {check['ours']:.15f} | {check['peer']:.15f} | {check['ours'] - check['peer']:.1e} |" for work, check in checks.items()]
    table += ["", "Untied: doubles. Tied: floats of 3 digits, which scikit-learn reads as floats and Probity as doubles."]
    agreed = all(check["agree"] for check in checks.values())
    return Comparison(seconds, agreed, "to 1e-12", checks, table, f"{run.rows:,} rows")
