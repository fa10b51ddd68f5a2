"""
Structured matrix scaling: both sides must end at the one optimum of the same convex objective, which is computed here, with its
gradient, from the weights that each wrote.
"""
import numpy as np

from checks.comparison import Comparison, all_rounds
from sms_objective import features, value_and_gradient

OBJECTIVE, TEMPERATURE = 1e-7, 1e-6


def compare(run):
    logits, labels = run.logits().astype(np.float64), run.labels()
    size = run.classes * run.classes

    def check(line, answer):
        weights = answer[:size].reshape(run.classes, run.classes)
        value, by_change, by_bias = value_and_gradient(features(logits, line["temperature"]), labels, weights - np.eye(run.classes), answer[size:])
        return {"objective": float(value), "gradient": float(max(np.max(np.abs(by_change)), np.max(np.abs(by_bias)))), "temperature": line["temperature"]}

    sides = zip(("Probity", run.peer_name), (run.ours[-1], run.peer[-1]), run.answers("sms"))
    checks = {side: check(line, answer) for side, line, answer in sides}
    ours, peer = checks.values()
    table = ["| | objective | largest component of the gradient | temperature |", "|---|---:|---:|---:|"]
    table += [f"| {side} | {c['objective']:.10f} | {c['gradient']:.1e} | {c['temperature']:.8f} |" for side, c in checks.items()]
    table += ["", "Both times include the temperature; Probity's the check and copy of the rows too."]
    seconds = {"fit": {"Probity": all_rounds(run.ours), run.peer_name: all_rounds(run.peer)}}
    agreed = ours["objective"] <= peer["objective"] + OBJECTIVE and abs(ours["temperature"] / peer["temperature"] - 1) <= TEMPERATURE
    return Comparison(seconds, agreed, "to 1e-7 in the objective and 1e-6 in the temperature", checks, table)
