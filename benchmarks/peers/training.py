"""
One epoch of training two networks by Adam in PyTorch, three ways: as usually written (Dataset and DataLoader), with the least work we found, and so
with the gradients written by hand: usage training.py FOLDER ROWS CLASSES REPETITIONS THREADS. TorchScript and Adam's `foreach` gained nothing.
make_training.py says what the files hold and what an epoch is. A repetition is an epoch from the initial weights; setting those, and a new
optimizer, is not timed.

Prints {"runtime": ..., "head": RESULT, "network": RESULT}, where RESULT is {"seconds": {WAY: [...]}, "loss": {WAY: ...}}, the loss of the epoch.
"""
import json
import sys
import time

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

WARM_UP = 2.0

folder, (repetitions, threads) = sys.argv[1], map(int, sys.argv[4:6])
torch.set_num_threads(threads)


def read(name, kind, shape):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}", dtype=kind).reshape(shape))


class Case:
    """A network with its rows and its initial weights."""

    def __init__(self, name):
        with open(f"{folder}/{name}.json") as file:
            described = json.load(file)
        self.rows, self.widths, self.batch, self.rate = (described[key] for key in ("rows", "widths", "batch", "learning_rate"))
        self.features = read(f"{name}.features.f32", "<f4", (self.rows, -1))
        self.labels = read(f"{name}.labels.i32", "<i4", -1).long()
        self.order = read(f"{name}.order.i32", "<i4", -1).long()
        self.weights = read(f"{name}.weights.f32", "<f4", -1)

    def model(self):
        layers, start = [], 0
        for inputs, outputs in zip(self.widths, self.widths[1:]):
            layer = torch.nn.Linear(inputs, outputs)
            end = start + inputs * outputs
            with torch.no_grad():
                layer.weight.copy_(self.weights[start:end].reshape(inputs, outputs).T)
                layer.bias.copy_(self.weights[end : end + outputs])
            start = end + outputs
            layers += [layer, torch.nn.ReLU()]
        return torch.nn.Sequential(*layers[:-1])


class InOrder(torch.utils.data.Sampler):
    """The given order where usually a shuffled one is."""

    def __init__(self, order):
        self.order = order

    def __iter__(self):
        return iter(self.order)

    def __len__(self):
        return len(self.order)


class AsUsuallyWritten:
    name = "PyTorch"

    def __init__(self, case):
        self.rows = case.rows
        order = case.order.tolist()
        self.loader = DataLoader(TensorDataset(case.features, case.labels), batch_size=case.batch, sampler=InOrder(order))
        self.loss = torch.nn.CrossEntropyLoss()

    def reset(self, case):
        self.model = case.model()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=case.rate)

    def epoch(self):
        self.model.train()
        total = 0.0
        for features, labels in self.loader:
            self.optimizer.zero_grad()
            loss = self.loss(self.model(features), labels)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(labels)
        return total / self.rows


class LeastWork:
    """Rows in order once, batches are slices, and all parameters are parts of one tensor: Adam and zeroing are a few calls a step."""

    name = "PyTorch, least work"

    def __init__(self, case):
        self.rows, self.batch, self.order = case.rows, case.batch, case.order
        self.features, self.labels = case.features, case.labels

    def reset(self, case):
        self.weights = case.weights.clone()
        self.gradient = torch.zeros_like(self.weights)
        everything = torch.nn.Parameter(self.weights)
        everything.grad = self.gradient
        self.optimizer = torch.optim.Adam([everything], lr=case.rate)
        self.layers = []
        start = 0
        for inputs, outputs in zip(case.widths, case.widths[1:]):
            end = start + inputs * outputs
            self.layers.append([self.part(start, end, (inputs, outputs)), self.part(end, end + outputs, (outputs,))])
            start = end + outputs

    def part(self, start, end, shape):
        parameter = self.weights[start:end].view(shape).requires_grad_()
        parameter.grad = self.gradient[start:end].view(shape)
        return parameter

    def epoch(self):
        total = torch.zeros(())
        for features, labels in zip(self.features[self.order].split(self.batch), self.labels[self.order].split(self.batch)):
            total += self.gradients(features, labels)
            self.optimizer.step()
        return total.item() / self.rows

    def gradients(self, features, labels):
        """Leaves the gradients of the mean loss in their place; returns the summed loss."""
        self.gradient.zero_()
        *hidden, (weights, bias) = self.layers
        for hidden_weights, hidden_bias in hidden:
            features = torch.addmm(hidden_bias, features, hidden_weights).relu_()
        loss = torch.nn.functional.cross_entropy(torch.addmm(bias, features, weights), labels)
        loss.backward()
        return loss.detach() * len(labels)


class WithoutAutograd(LeastWork):
    """The same with the gradients written by hand."""

    name = "PyTorch, gradients by hand"

    @torch.no_grad()
    def gradients(self, features, labels):
        read = [features]
        for weights, bias in self.layers[:-1]:
            read.append(torch.addmm(bias, read[-1], weights).relu_())
        weights, bias = self.layers[-1]
        log_p = torch.log_softmax(torch.addmm(bias, read[-1], weights), dim=1)
        own = labels.unsqueeze(1)
        loss = -log_p.gather(1, own).sum()
        delta = log_p.exp_().scatter_add_(1, own, torch.full((len(labels), 1), -1.0)).div_(len(labels))
        for i in reversed(range(len(self.layers))):
            weights, bias = self.layers[i]
            torch.mm(read[i].T, delta, out=weights.grad)
            torch.sum(delta, 0, out=bias.grad)
            if i > 0:
                delta = torch.mm(delta, weights.T).mul_(read[i] > 0)
        return loss


def timed(way, case):
    """As timing.py does, but for what is done before each repetition."""

    def epoch():
        way.reset(case)
        start = time.perf_counter()
        loss = way.epoch()
        return time.perf_counter() - start, loss

    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM_UP:
        epoch()
    epochs = [epoch() for _ in range(repetitions)]
    return [seconds for seconds, _ in epochs], epochs[-1][1]


result = {"runtime": f"PyTorch {torch.__version__}"}
for name in ("head", "network"):
    case = Case(name)
    seconds, losses = {}, {}
    for kind in (AsUsuallyWritten, LeastWork, WithoutAutograd):
        way = kind(case)
        seconds[way.name], losses[way.name] = timed(way, case)
        if kind is LeastWork:
            way.weights.numpy().astype("<f8").tofile(f"{folder}/{name}.trained.peer.f64")
    result[name] = {"seconds": seconds, "loss": losses}
print(json.dumps(result))
