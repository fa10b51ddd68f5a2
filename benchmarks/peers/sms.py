"""
Structured matrix scaling (arXiv 2511.03685) as one would write it with NumPy and SciPy in doubles: the exact temperature by a bounded search,
then L-BFGS with the gradient by hand, until it stops by itself: usage sms.py FOLDER ROWS CLASSES REPETITIONS THREADS.
"""
import json
import sys

import numpy as np
import scipy
from scipy import optimize
from scipy.special import logsumexp

from timing import timed

folder, (rows, classes, repetitions, _) = sys.argv[1], map(int, sys.argv[2:6])
logits = np.fromfile(f"{folder}/logits.f32", dtype="<f4").reshape(rows, classes).astype(np.float64)
labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4")
ridge = classes / rows * np.where(np.eye(classes, dtype=bool), 1.0, classes - 1.0)
one_hot = np.zeros((rows, classes))
one_hot[np.arange(rows), labels] = 1
found = None


def mean_nll(log_temperature):
    z = logits / np.exp(log_temperature)
    return float(np.mean(logsumexp(z, axis=1) - z[np.arange(rows), labels]))


def fit():
    global found
    log_temperature = optimize.minimize_scalar(mean_nll, bounds=(-5, 5), method="bounded", options={"xatol": 1e-9}).x
    z = logits / np.exp(log_temperature)
    p = np.exp(z - logsumexp(z, axis=1, keepdims=True))
    z = np.log(rows / (rows + 1) * p + 1 / (rows + 1) / classes)

    def objective(parameters):
        change, bias = parameters[: classes * classes].reshape(classes, classes), parameters[classes * classes :]
        u = z + z @ change.T + bias
        norm = logsumexp(u, axis=1, keepdims=True)
        value = np.mean(norm[:, 0] - u[np.arange(rows), labels]) + np.sum(ridge * change * change) + classes / rows * np.sum(bias * bias)
        error = (np.exp(u - norm) - one_hot) / rows
        gradient = np.concatenate([(error.T @ z + 2 * ridge * change).ravel(), error.sum(axis=0) + 2 * classes / rows * bias])
        return value, gradient

    result = optimize.minimize(
        objective, np.zeros(classes * classes + classes), jac=True, method="L-BFGS-B",
        options={"maxiter": 10000, "maxfun": 20000, "ftol": 1e-15, "gtol": 1e-7, "maxcor": 20},
    )
    found = {"objective": float(result.fun), "gradient": float(np.max(np.abs(result.jac))), "temperature": float(np.exp(log_temperature))}


seconds = timed(max(1, repetitions // 2), fit, warm_up=0)
print(json.dumps({"runtime": f"SciPy {scipy.__version__}", "seconds": seconds, **found}))
