"""The product of two squares, in floats and in doubles. Judge: NumPy's product in doubles, differences relative to its largest element."""
import numpy as np

from checks.comparison import Comparison, all_rounds

KINDS = {"float": ("", 1e-4), "double": ("_double", 1e-12)}  # suffix of keys and files, tolerance


def compare(run):
    size = run.ours[0]["size"]
    _, truth = run.answers("matmul_double")
    largest = np.abs(truth).max()
    seconds, checks = {}, {}
    table = [
        "| elements | GFLOP/s, Probity | GFLOP/s, peer | Probity's / peer's | ours − peer | ours − doubles |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for kind, (suffix, tolerance) in KINDS.items():
        ours, peers = run.answers(f"matmul{suffix}")
        assert ours.shape == peers.shape == truth.shape == (size * size,)
        checks[kind] = check = {
            "ours_against_peer": float(np.abs(ours - peers).max() / largest),
            "ours_against_doubles": float(np.abs(ours - truth).max() / largest),
            "peer_against_doubles": float(np.abs(peers - truth).max() / largest),
            "tolerance": tolerance,
        }
        seconds[kind] = {"Probity": all_rounds(run.ours, f"seconds{suffix}"), run.peer_name: all_rounds(run.peer, f"seconds{suffix}")}
        our, other = (2e-9 * size**3 / np.median(times) for times in seconds[kind].values())
        differences = f"{check['ours_against_peer']:.1e} | {check['ours_against_doubles']:.1e}"
        table.append(f"| {kind} | {our:.1f} | {other:.1f} | {our / other:.2f} | {differences} |")

    table += ["", "Largest difference relative to the largest element; doubles by NumPy."]
    agreed = all(check["ours_against_peer"] <= check["tolerance"] for check in checks.values())
    return Comparison(seconds, agreed, "to 1e-4 in floats and 1e-12 in doubles", checks, table, f"{size:,} × {size:,} × {size:,}")
