"""
Checks that both sides gave the right answer, prints the tables and writes RESULT.md and RESULT.json:
usage report.py NAME FOLDER ROWS CLASSES THREADS LOAD RESULT. Reads the lines that `run` collected in FOLDER. What is particular to a
benchmark is in checks/NAME.py: what was timed, how answers are judged, its own table. The exit code is 1 where answers do not agree.
"""
import importlib
import json
import os
import sys

import numpy as np

from checks.comparison import Run

BUSY = 0.5  # load at the start, for each core, above which times say little


def lines(path):
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return [json.loads(line) for line in file]


def machine(threads, load):
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), "unknown")
    cores = os.cpu_count()
    return {"cpu": model, "cores": cores, "threads": threads, "load_at_start": load, "busy": load > BUSY * cores}


def each(seconds, value):
    return {work: {side: value(times, sides) for side, times in sides.items()} for work, sides in seconds.items()}


def times_table(seconds):
    text = [
        "| work | side | median ms | least ms | repetitions | median / Probity's | least / Probity's |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for work, sides in seconds.items():
        for side, times in sides.items():
            median, least = np.median(times), min(times)
            text.append(
                f"| {work} | {side} | {1e3 * median:.2f} | {1e3 * least:.2f} | {len(times)} "
                f"| {median / np.median(sides['Probity']):.2f} | {least / min(sides['Probity']):.2f} |"
            )
    return text


def markdown(name, run, place, versions, comparison):
    size = comparison.size or f"{run.rows:,} × {run.classes:,}"
    text = [f"# {name}: {size}", ""]
    if place["busy"]:
        text += [
            f"**THE MACHINE WAS BUSY: load {place['load_at_start']:.2f} on {place['cores']} cores before this began. "
            "These times are worth little; take them again when it is quiet.**",
            "",
        ]
    turns = "Sides took turns on the same file." if run.peer else "Probity alone."
    text += [
        f"{place['cpu']}, {place['cores']} cores, {place['threads']} threads, load {place['load_at_start']:.2f} at the start; "
        f"{', '.join(versions.values())}. {turns}",
        "",
        *times_table(comparison.seconds),
        "",
    ]
    if run.peer:
        text += [f"Answers agree {comparison.agreement}." if comparison.agreed else f"**Answers do not agree {comparison.agreement}.**", ""]
    return "\n".join(text + comparison.table) + "\n"


def main():
    name, folder, result = sys.argv[1], sys.argv[2], sys.argv[7]
    rows, classes, threads = map(int, sys.argv[3:6])
    run = Run(folder, rows, classes, lines(f"{folder}/probity.jsonl"), lines(f"{folder}/peer.jsonl"))
    comparison = importlib.import_module(f"checks.{name}").compare(run)

    place = machine(threads, float(sys.argv[6]))
    versions = {"Probity": run.ours[0]["runtime"]}
    if run.peer:
        versions["peer"] = run.peer[0]["runtime"]
        if "NumPy" not in versions["peer"]:
            versions["NumPy"] = f"NumPy {np.__version__}"
    text = markdown(name, run, place, versions, comparison)
    report = {
        "name": name,
        "rows": rows,
        "classes": classes,
        "machine": place,
        "versions": versions,
        "answers_agree": comparison.agreed if run.peer else None,
        "median_seconds": each(comparison.seconds, lambda times, _: float(np.median(times))),
        "ratio_to_probity": each(comparison.seconds, lambda times, sides: float(np.median(times) / np.median(sides["Probity"]))),
        "seconds": comparison.seconds,
        "checks": comparison.checks,
    }

    print(text)
    os.makedirs(os.path.dirname(result) or ".", exist_ok=True)
    with open(f"{result}.md", "w") as file:
        file.write(text)
    with open(f"{result}.json", "w") as file:
        json.dump(report, file, indent=2, ensure_ascii=False)
        file.write("\n")
    sys.exit(0 if comparison.agreed else 1)


main()
