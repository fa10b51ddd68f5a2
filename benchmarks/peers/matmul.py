"""The product of two matrices in NumPy: usage matmul.py FOLDER ROWS CLASSES REPETITIONS THREADS."""
import json
import math
import os
import sys

folder, (rows, classes, repetitions, threads) = sys.argv[1], map(int, sys.argv[2:6])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)   # read when NumPy is loaded

import numpy as np

from timing import timed

size = min(2048, math.isqrt(rows * classes // 2))
values = np.fromfile(f"{folder}/logits.f32", dtype="<f4", count=2 * size * size)
result = {"runtime": f"NumPy {np.__version__} with OpenBLAS", "size": size}
for suffix, kind in (("", np.float32), ("_double", np.float64)):
    a, b = values.astype(kind).reshape(2, size, size)
    c = np.empty_like(a)
    result[f"seconds{suffix}"] = timed(repetitions, lambda: np.matmul(a, b, out=c))
    c.astype("<f8").tofile(f"{folder}/matmul{suffix}.peer.f64")
print(json.dumps(result))
