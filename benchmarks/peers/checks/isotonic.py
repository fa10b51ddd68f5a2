"""Isotonic regression: the value of every row before Probity's floor must agree to 1e-12, for both sides add in doubles."""
from checks.comparison import Comparison, all_rounds, largest_difference

TOLERANCE = 1e-12


def compare(run):
    peer = all_rounds(run.peer)
    seconds = {
        "fit": {"Probity": all_rounds(run.ours), run.peer_name: peer},
        "fit of rows checked before": {"Probity": all_rounds(run.ours, "seconds_of_rows"), run.peer_name: peer},
    }
    difference = largest_difference(*run.answers("isotonic"))
    agreed = difference <= TOLERANCE
    checks = {"largest_difference": difference, "agree": agreed}
    table = [f"Largest difference of a row's value: {difference:.1e}. Probity's first time holds the check and copy of the rows, both the negative log-likelihood before and after."]
    return Comparison(seconds, agreed, "to 1e-12", checks, table, f"{run.rows:,} rows")
