"""Structured matrix scaling (arXiv 2511.03685) from its definition, in doubles."""
import numpy as np
from scipy.special import logsumexp


def features(logits, temperature):
    """Logarithms of the probabilities at a temperature, mixed with 1/(n + 1) of the uniform distribution."""
    rows, classes = logits.shape
    z = logits / temperature
    p = np.exp(z - logsumexp(z, axis=1, keepdims=True))
    return np.log(rows / (rows + 1) * p + 1 / (rows + 1) / classes)


def value_and_gradient(z, labels, change, bias):
    """The objective of W = I + change and its gradient by change and bias."""
    rows, classes = z.shape
    ridge = classes / rows * np.where(np.eye(classes, dtype=bool), 1.0, classes - 1.0)
    u = z + z @ change.T + bias
    norm = logsumexp(u, axis=1, keepdims=True)
    value = np.mean(norm[:, 0] - u[np.arange(rows), labels]) + np.sum(ridge * change * change) + classes / rows * np.sum(bias * bias)
    error = np.exp(u - norm)
    error[np.arange(rows), labels] -= 1
    error /= rows
    return value, error.T @ z + 2 * ridge * change, error.sum(axis=0) + 2 * classes / rows * bias
