"""
Platt scaling by scikit-learn's own function, the logistic curve of the log-odds and beta calibration by its LogisticRegression with
next to no penalty, by the solver that is quickest and most exact for few features: usage binary.py FOLDER ROWS CLASSES REPETITIONS THREADS.
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.calibration import _sigmoid_calibration
from sklearn.linear_model import LogisticRegression

from timing import timed

folder, repetitions = sys.argv[1], int(sys.argv[4])
scores = np.fromfile(f"{folder}/scores.f64", dtype="<f8")
labels = np.fromfile(f"{folder}/labels.i32", dtype="<i4")
probabilities = 1 / (1 + np.exp(-scores))
parameters = {}


def platt():
    a, b = _sigmoid_calibration(scores, labels)
    parameters["platt"] = [-a, -b]


def logistic(features):
    model = LogisticRegression(C=1e12, tol=1e-12, solver="newton-cholesky", max_iter=1000).fit(features, labels)
    return [*model.coef_[0], model.intercept_[0]]


def affine():
    parameters["affine"] = logistic(scores[:, None])


def beta():
    parameters["beta"] = logistic(np.stack([np.log(probabilities), -np.log1p(-probabilities)], axis=1))


seconds = {work.__name__: timed(repetitions, work) for work in (platt, affine, beta)}
print(json.dumps({"runtime": f"scikit-learn {sklearn.__version__}", "seconds": seconds, "parameters": parameters}))
