"""
Checks that both sides gave the right answer, prints the table and writes results/NAME.json and NAME.md:
usage report.py NAME FOLDER ROWS CLASSES THREADS RESULTS. Reads the lines that `run` collected in FOLDER.
"""
import json
import os
import sys

import numpy as np
from scipy import optimize

TOLERANCE = 1e-5
PRODUCT_TOLERANCES = {"": 1e-4, "_double": 1e-12}
COLUMNS = ["max_probability", "margin_probability", "entropy", "log_sum_exp", "max_logit"]


def in_doubles(logits):
    z = logits.astype(np.float64)
    top = z.max(axis=1)
    e = np.exp(z - top[:, None])
    total = e.sum(axis=1)
    p = e / total[:, None]
    lse = top + np.log(total)
    sorted_p = np.sort(p, axis=1)
    return np.stack([sorted_p[:, -1], sorted_p[:, -1] - sorted_p[:, -2], (p * (z - lse[:, None])).sum(axis=1), lse, top])


def largest_difference(a, b):
    return float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b))))


def check_scores(folder, rows, classes):
    logits = np.memmap(f"{folder}/logits.f32", dtype="<f4", shape=(rows, classes), mode="r")
    ours = np.fromfile(f"{folder}/scores.probity.f64", dtype="<f8").reshape(5, rows)
    peers = np.fromfile(f"{folder}/scores.peer.f64", dtype="<f8").reshape(5, rows)
    some = min(rows, 2000)
    truth = in_doubles(logits[:some])
    checks = {}
    for name, our, peer, true in zip(COLUMNS, ours, peers, truth):
        checks[name] = {
            "ours_against_peer": largest_difference(our, peer),
            "ours_against_doubles": largest_difference(our[:some], true),
            "peer_against_doubles": largest_difference(peer[:some], true),
        }
    agreed = all(difference <= TOLERANCE for check in checks.values() for difference in check.values())
    return checks, agreed


def mean_nll(folder, rows, classes, temperature):
    logits = np.memmap(f"{folder}/logits.f32", dtype="<f4", shape=(rows, classes), mode="r")
    labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4")
    loss = 0.0
    for start in range(0, rows, 1000):
        z = logits[start : start + 1000].astype(np.float64) / temperature
        top = z.max(axis=1)
        own = z[np.arange(len(z)), labels[start : start + 1000]]
        loss += float((top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - own).sum())
    return loss / rows


def check_temperature(folder, rows, classes, ours, peer):
    """SciPy's bounded minimiser in doubles is the judge; the peer's recipe may miss, which is reported, not refused."""
    nll = lambda log_t: mean_nll(folder, rows, classes, float(np.exp(log_t)))
    middle = np.log(ours)
    best = optimize.minimize_scalar(nll, bounds=(middle - 0.5, middle + 0.5), method="bounded", options={"xatol": 1e-7})
    optimum = float(np.exp(best.x))
    checks = {
        "optimum": {"temperature": optimum, "nll": float(best.fun)},
        "ours": {"temperature": ours, "nll": nll(np.log(ours))},
        "peer": {"temperature": peer, "nll": nll(np.log(peer))},
    }
    return checks, abs(ours - optimum) <= TOLERANCE * optimum and checks["ours"]["nll"] <= checks["peer"]["nll"] + 1e-9


def check_matmul(folder, size):
    """NumPy's product in doubles is the judge: the largest difference relative to the largest element."""
    truth = np.fromfile(f"{folder}/matmul_double.peer.f64", dtype="<f8")
    checks = {}
    for suffix, tolerance in PRODUCT_TOLERANCES.items():
        ours, peers = (np.fromfile(f"{folder}/matmul{suffix}.{side}.f64", dtype="<f8") for side in ("probity", "peer"))
        assert ours.shape == peers.shape == truth.shape == (size * size,)
        largest = np.abs(truth).max()
        checks["double" if suffix else "float"] = {
            "ours_against_peer": float(np.abs(ours - peers).max() / largest),
            "ours_against_doubles": float(np.abs(ours - truth).max() / largest),
            "peer_against_doubles": float(np.abs(peers - truth).max() / largest),
            "tolerance": tolerance,
        }
    return checks, all(check["ours_against_peer"] <= check["tolerance"] for check in checks.values())


def machine(threads):
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), "unknown")
    return {"cpu": model, "cores": os.cpu_count(), "threads": threads}


def lines(folder, side):
    with open(f"{folder}/{side}.jsonl") as file:
        return [json.loads(line) for line in file]


def ranking(folder, rows, threads, results):
    """Several works in one run, each a number: they must agree to 1e-12, for both sides add in doubles."""
    ours, peer = lines(folder, "probity"), lines(folder, "peer")
    works = {}
    for work in ours[0]["seconds"]:
        seconds = {side: [s for run in runs for s in run["seconds"][work]] for side, runs in (("Probity", ours), ("scikit-learn", peer))}
        a, b = ours[-1]["values"][work], peer[-1]["values"][work]
        works[work] = {"seconds": seconds, "ours": a, "peer": b, "agree": abs(a - b) <= 1e-12 * abs(b)}
    agreed = all(work["agree"] for work in works.values())
    runtimes = {"Probity": ours[0]["runtime"], "scikit-learn": peer[0]["runtime"], "NumPy": np.__version__}
    report = {"name": "ranking", "rows": rows, "machine": machine(threads), "versions": runtimes, "answers_agree": agreed, "works": works}
    text = [
        f"# ranking: {rows:,} rows",
        "",
        f"{report['machine']['cpu']}, {report['machine']['cores']} cores, {threads} threads; "
        f"{runtimes['Probity']}, {runtimes['scikit-learn']}, NumPy {np.__version__}. Sides took turns on the same file.",
        "",
        "| work | Probity median ms | least ms | scikit-learn median ms | least ms | median ratio | least ratio |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, work in works.items():
        a, b = work["seconds"]["Probity"], work["seconds"]["scikit-learn"]
        text.append(
            f"| {name} | {1e3 * np.median(a):.2f} | {1e3 * min(a):.2f} | {1e3 * np.median(b):.2f} | {1e3 * min(b):.2f} "
            f"| {np.median(b) / np.median(a):.1f} | {min(b) / min(a):.1f} |"
        )
    text += ["", "Answers agree to 1e-12." if agreed else "**Answers do not agree to 1e-12.**", ""]
    text += ["Untied: doubles. Tied: floats of 3 digits, which scikit-learn reads as floats and Probity as doubles."]
    write(results, "ranking", "\n".join(text) + "\n", report)
    return agreed


def write(results, name, markdown, report):
    print(markdown)
    os.makedirs(results, exist_ok=True)
    with open(f"{results}/{name}.md", "w") as file:
        file.write(markdown)
    with open(f"{results}/{name}.json", "w") as file:
        json.dump(report, file, indent=2, ensure_ascii=False)
        file.write("\n")


def main():
    name, folder, results = sys.argv[1], sys.argv[2], sys.argv[6]
    rows, classes, threads = map(int, sys.argv[3:6])
    if name == "ranking":
        sys.exit(0 if ranking(folder, rows, threads, results) else 1)
    ours, peer = lines(folder, "probity"), lines(folder, "peer")
    peer_name = peer[0]["runtime"].split()[0]
    seconds = {
        "Probity": [s for run in ours for s in run["seconds"]],
        peer_name: [s for run in peer for s in run["seconds"]],
    }
    tolerance = TOLERANCE
    if name == "scores":
        seconds["PyTorch, least work"] = [s for run in peer for s in run["lean_seconds"]]
        seconds["sum of the array"] = [s for run in ours for s in run["sum_seconds"]]
        checks, agreed = check_scores(folder, rows, classes)
    elif name == "matmul":
        rows = classes = ours[0]["size"]
        tolerance = PRODUCT_TOLERANCES[""]
        seconds["Probity, double"] = [s for run in ours for s in run["seconds_double"]]
        seconds[f"{peer_name}, double"] = [s for run in peer for s in run["seconds_double"]]
        checks, agreed = check_matmul(folder, rows)
    else:
        checks, agreed = check_temperature(folder, rows, classes, ours[-1]["temperature"], peer[-1]["temperature"])

    medians = {side: float(np.median(times)) for side, times in seconds.items()}
    report = {
        "name": name,
        "rows": rows,
        "classes": classes,
        "machine": machine(threads),
        "versions": {"Probity": ours[0]["runtime"], peer_name: peer[0]["runtime"], "NumPy": np.__version__},
        "median_seconds": medians,
        "ratio_to_probity": {side: median / medians["Probity"] for side, median in medians.items()},
        "seconds": seconds,
        "answers_agree": agreed,
        "checks": checks,
    }

    shown = f"{tolerance:.0e}".replace("e-0", "e-")
    text = [
        f"# {name}: {rows:,} × {classes:,}",
        "",
        f"{report['machine']['cpu']}, {report['machine']['cores']} cores, {threads} threads; "
        f"{ours[0]['runtime']}, {peer[0]['runtime']}, NumPy {np.__version__}. Sides took turns on the same file.",
        "",
        "| side | median ms | least ms | repetitions | median / Probity's | least / Probity's |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for side, times in seconds.items():
        least = min(times) / min(seconds["Probity"])
        text.append(
            f"| {side} | {1e3 * medians[side]:.2f} | {1e3 * min(times):.2f} | {len(times)} "
            f"| {report['ratio_to_probity'][side]:.2f} | {least:.2f} |"
        )
    text += ["", f"Answers agree to {shown}." if agreed else f"**Answers do not agree to {shown}.**", ""]
    if name == "scores":
        text += ["| score | ours − peer | ours − doubles | peer − doubles |", "|---|---:|---:|---:|"]
        for column, check in checks.items():
            text.append(f"| {column} | " + " | ".join(f"{check[key]:.1e}" for key in ("ours_against_peer", "ours_against_doubles", "peer_against_doubles")) + " |")
        text += ["", "Largest difference over the rows, relative where the value is above 1; doubles by NumPy on the first 2,000 rows."]
    elif name == "matmul":
        text += ["| elements | GFLOP/s, Probity | GFLOP/s, peer | Probity's / peer's | ours − peer | ours − doubles |", "|---|---:|---:|---:|---:|---:|"]
        for kind, suffix in (("float", ""), ("double", ", double")):
            our, other = (2e-9 * rows**3 / medians[side + suffix] for side in ("Probity", peer_name))
            check = checks[kind]
            text.append(f"| {kind} | {our:.1f} | {other:.1f} | {our / other:.2f} | {check['ours_against_peer']:.1e} | {check['ours_against_doubles']:.1e} |")
        text += ["", "Largest difference relative to the largest element; doubles by NumPy."]
    else:
        text += ["| | temperature | mean NLL |", "|---|---:|---:|"]
        for side, label in (("optimum", "optimum by SciPy in doubles"), ("ours", "Probity"), ("peer", "PyTorch, the usual L-BFGS recipe")):
            text.append(f"| {label} | {checks[side]['temperature']:.6f} | {checks[side]['nll']:.9f} |")
        text += ["", "Probity's time includes the cross-fit. It must find the optimum; the recipe is only timed."]

    write(results, name, "\n".join(text) + "\n", report)
    sys.exit(0 if agreed else 1)


main()
