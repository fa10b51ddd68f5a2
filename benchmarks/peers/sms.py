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

from sms_objective import features, value_and_gradient
from timing import timed

folder, (rows, classes, repetitions, _) = sys.argv[1], map(int, sys.argv[2:6])
logits = np.fromfile(f"{folder}/logits.f32", dtype="<f4").reshape(rows, classes).astype(np.float64)
labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4")
temperature, parameters = 1.0, np.zeros(classes * classes + classes)


def mean_nll(log_temperature):
    z = logits / np.exp(log_temperature)
    return float(np.mean(logsumexp(z, axis=1) - z[np.arange(rows), labels]))


def fit():
    global temperature, parameters
    temperature = float(np.exp(optimize.minimize_scalar(mean_nll, bounds=(-5, 5), method="bounded", options={"xatol": 1e-9}).x))
    z = features(logits, temperature)

    def objective(x):
        value, by_change, by_bias = value_and_gradient(z, labels, x[: classes * classes].reshape(classes, classes), x[classes * classes :])
        return value, np.concatenate([by_change.ravel(), by_bias])

    parameters = optimize.minimize(
        objective, np.zeros(classes * classes + classes), jac=True, method="L-BFGS-B",
        options={"maxiter": 10000, "maxfun": 20000, "ftol": 1e-15, "gtol": 1e-7, "maxcor": 20},
    ).x


seconds = timed(max(1, repetitions // 2), fit, warm_up=0)
weights = np.eye(classes) + parameters[: classes * classes].reshape(classes, classes)
np.concatenate([weights.ravel(), parameters[classes * classes :]]).astype("<f8").tofile(f"{folder}/sms.peer.f64")
print(json.dumps({"runtime": f"SciPy {scipy.__version__}", "seconds": seconds, "temperature": temperature}))
