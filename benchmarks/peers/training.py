"""
One epoch of training two networks by Adam in PyTorch, three ways: as usually written (Dataset and DataLoader), with the least work we found
(rows put in order once, batches are slices, one call for all parameters of a step), and the same with the network compiled to TorchScript:
usage training.py FOLDER ROWS CLASSES REPETITIONS THREADS. make_training.py says what the files hold and what an epoch is. A repetition is an
epoch from the initial weights; setting those, and a new optimizer, is not timed.

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
    name = "PyTorch, least work"
    foreach = True

    def __init__(self, case):
        self.rows, self.batch, self.order = case.rows, case.batch, case.order
        self.features, self.labels = case.features, case.labels

    def reset(self, case):
        self.model = case.model()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=case.rate, foreach=self.foreach)

    def epoch(self):
        model, optimizer, cross_entropy = self.model, self.optimizer, torch.nn.functional.cross_entropy
        all_features, all_labels = self.features[self.order], self.labels[self.order]
        total = torch.zeros(())
        for features, labels in zip(all_features.split(self.batch), all_labels.split(self.batch)):
            loss = cross_entropy(model(features), labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(labels)
        return total.item() / self.rows


class Compiled(LeastWork):
    name = "PyTorch, TorchScript"

    def __init__(self, case):
        super().__init__(case)
        self.script = torch.jit.script(case.model())

    def reset(self, case):
        with torch.no_grad():
            for parameter, initial in zip(self.script.parameters(), case.model().parameters()):
                parameter.copy_(initial)
        self.model = self.script
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=case.rate, foreach=self.foreach)


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


def parameters(model):
    layers = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    return torch.cat([part.detach().flatten() for layer in layers for part in (layer.weight.T, layer.bias)])


result = {"runtime": f"PyTorch {torch.__version__}"}
for name in ("head", "network"):
    case = Case(name)
    seconds, losses = {}, {}
    for kind in (AsUsuallyWritten, LeastWork, Compiled):
        way = kind(case)
        seconds[way.name], losses[way.name] = timed(way, case)
        if kind is LeastWork:
            parameters(way.model).numpy().astype("<f8").tofile(f"{folder}/{name}.trained.peer.f64")
    result[name] = {"seconds": seconds, "loss": losses}
print(json.dumps(result))
