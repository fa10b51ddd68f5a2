"""
One epoch of training a linear layer by three losses of similarity learning in PyTorch, two ways: as usually written (torch.nn, autograd, masks of
pairs), and with the least work we found: usage similarity.py FOLDER ROWS GROUPS REPETITIONS THREADS.
make_similarity.py says what the files hold, what an epoch is and what the losses are. A repetition is an epoch from the initial weights; setting
those, and a new optimizer, is not timed.

Prints {"runtime": ..., LOSS: {"seconds": {WAY: [...]}, "loss": {WAY: ...}}}.
"""
import json
import sys
import time

import numpy as np
import torch
from torch.nn import functional

WIDTH, BATCH, EACH = 64, 128, 8
TEMPERATURE, TRIPLET_MARGIN, SCALE, MARGIN, RATE = 0.1, 0.2, 64, 0.35, 1e-3
WARM_UP = 2.0

folder = sys.argv[1]
rows, groups, repetitions, threads = map(int, sys.argv[2:6])
torch.set_num_threads(threads)


def read(name, kind, shape):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}", dtype=kind).reshape(shape))


features, labels = read("features.f32", "<f4", (rows, WIDTH)), read("labels.i32", "<i4", -1).long()
batches = read("batches.i32", "<i4", (-1, BATCH)).long()
initial, initial_proxies = read("weights.f32", "<f4", -1), read("proxies.f32", "<f4", (groups, WIDTH))


class AsUsuallyWritten:
    name = "PyTorch"

    def __init__(self, loss):
        self.loss = getattr(self, loss)
        self.has_proxies = loss == "cosface"

    def reset(self):
        self.model = torch.nn.Linear(WIDTH, WIDTH)
        with torch.no_grad():
            self.model.weight.copy_(initial[: WIDTH * WIDTH].reshape(WIDTH, WIDTH).T)
            self.model.bias.copy_(initial[WIDTH * WIDTH :])
        self.proxies = torch.nn.Parameter(initial_proxies.clone())
        learned = [*self.model.parameters(), *([self.proxies] if self.has_proxies else [])]
        self.optimizer = torch.optim.Adam(learned, lr=RATE)

    def epoch(self):
        total = 0.0
        for batch in batches:
            self.optimizer.zero_grad()
            loss = self.loss(functional.normalize(self.model(features[batch])), labels[batch])
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return total / len(batches)

    @staticmethod
    def pairs(of):
        same = of.unsqueeze(0) == of.unsqueeze(1)
        own = torch.eye(len(of), dtype=torch.bool)
        return same & ~own, ~same, own

    def supcon(self, unit, of):
        positive, _, own = self.pairs(of)
        log_p = functional.log_softmax((unit @ unit.T / TEMPERATURE).masked_fill(own, float("-inf")), dim=1)
        return -(log_p.masked_fill(~positive, 0).sum(1) / positive.sum(1)).mean()

    def triplet(self, unit, of):
        positive, negative, _ = self.pairs(of)
        distance = 1 - unit @ unit.T
        farthest = distance.masked_fill(~positive, float("-inf")).max(1).values
        nearest = distance.masked_fill(~negative, float("inf")).min(1).values
        return functional.relu(farthest - nearest + TRIPLET_MARGIN).mean()

    def cosface(self, unit, of):
        cosines = unit @ functional.normalize(self.proxies).T
        return functional.cross_entropy(SCALE * (cosines - MARGIN * functional.one_hot(of, groups)), of)


class LeastWork(AsUsuallyWritten):
    """Batches are slices, who belongs together is known before (the same 16 x 8 in every batch), and all that is learned is one tensor."""

    name = "PyTorch, least work"

    def __init__(self, loss):
        super().__init__(loss)
        of = torch.arange(BATCH) // EACH
        positive, _, own = self.pairs(of)
        self.not_own = torch.zeros(BATCH, BATCH).masked_fill_(own, float("-inf"))
        self.shares = positive / (-(EACH - 1.0) * BATCH)       # of supcon's mean
        self.positives = positive.nonzero()[:, 1].view(BATCH, EACH - 1)
        self.negatives = torch.zeros(BATCH, BATCH).masked_fill_(of.unsqueeze(0) == of.unsqueeze(1), float("-inf"))

    def reset(self):
        self.learned = torch.cat([initial, initial_proxies.flatten()]) if self.has_proxies else initial.clone()
        self.gradient = torch.zeros_like(self.learned)
        everything = torch.nn.Parameter(self.learned)
        everything.grad = self.gradient
        self.optimizer = torch.optim.Adam([everything], lr=RATE)
        end = WIDTH * WIDTH
        self.weights = self.part(0, end, (WIDTH, WIDTH))
        self.bias = self.part(end, end + WIDTH, (WIDTH,))
        if self.has_proxies:
            self.proxies = self.part(end + WIDTH, len(self.learned), (groups, WIDTH))

    def part(self, start, end, shape):
        parameter = self.learned[start:end].view(shape).requires_grad_()
        parameter.grad = self.gradient[start:end].view(shape)
        return parameter

    def epoch(self):
        total = torch.zeros(())
        order = batches.flatten()
        for rows, of in zip(features[order].split(BATCH), labels[order].split(BATCH)):
            self.gradient.zero_()
            loss = self.loss(functional.normalize(torch.addmm(self.bias, rows, self.weights)), of)
            loss.backward()
            self.optimizer.step()
            total += loss.detach()
        return total.item() / len(batches)

    def supcon(self, unit, of):
        logits = torch.addmm(self.not_own, unit, unit.T, alpha=1 / TEMPERATURE)
        return (torch.logsumexp(logits, 1).mean()) + (torch.mm(unit, unit.T) * self.shares).sum() / TEMPERATURE

    def triplet(self, unit, of):
        cosines = torch.mm(unit, unit.T)
        farthest = cosines.gather(1, self.positives).amin(1)
        return ((cosines + self.negatives).amax(1) - farthest + TRIPLET_MARGIN).relu().mean()

    def cosface(self, unit, of):
        target = torch.zeros(BATCH, groups).scatter_(1, of.unsqueeze(1), -SCALE * MARGIN)
        return functional.cross_entropy(torch.addmm(target, unit, functional.normalize(self.proxies).T, alpha=SCALE), of)


def timed(way):
    """As timing.py does, but for what is done before each repetition."""

    def epoch():
        way.reset()
        start = time.perf_counter()
        loss = way.epoch()
        return time.perf_counter() - start, loss

    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM_UP:
        epoch()
    epochs = [epoch() for _ in range(repetitions)]
    return [seconds for seconds, _ in epochs], epochs[-1][1]


result = {"runtime": f"PyTorch {torch.__version__}"}
for name in ("supcon", "triplet", "cosface"):
    seconds, losses = {}, {}
    for kind in (AsUsuallyWritten, LeastWork):
        way = kind(name)
        seconds[way.name], losses[way.name] = timed(way)
        if kind is LeastWork:
            way.learned.numpy().astype("<f8").tofile(f"{folder}/{name}.trained.peer.f64")
    result[name] = {"seconds": seconds, "loss": losses}
print(json.dumps(result))
