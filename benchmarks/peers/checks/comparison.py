"""What report.py hands to a benchmark's check, and what it gets back."""
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Run:
    folder: str
    rows: int
    classes: int
    ours: list  # what Probity printed, one object a round
    peer: list  # what the other side printed; empty where it did not run

    @property
    def peer_name(self):
        return self.peer[0]["runtime"].split()[0]

    def logits(self):
        return np.memmap(f"{self.folder}/logits.f32", dtype="<f4", shape=(self.rows, self.classes), mode="r")

    def labels(self):
        return np.fromfile(f"{self.folder}/labels.i32", dtype="<i4")

    def answers(self, name):
        """Ours and the peer's, as one flat array each."""
        return [np.fromfile(f"{self.folder}/{name}.{side}.f64", dtype="<f8") for side in ("probity", "peer")]


@dataclass(frozen=True)
class Comparison:
    seconds: dict  # by work, then by side, Probity first
    agreed: bool
    agreement: str  # completes "Answers agree …"
    checks: dict  # for the JSON
    table: list  # lines of Markdown
    size: str = ""  # where it is not rows × classes


def all_rounds(side, key="seconds"):
    return [seconds for line in side for seconds in line[key]]


def largest_difference(a, b):
    """Relative where the value is above 1."""
    return float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b))))
