"""
Temperature scaling by the usual recipe (L-BFGS on T itself, starting at 1.5, learning rate 0.01, 50 iterations) in
PyTorch: usage temperature.py FOLDER ROWS CLASSES REPETITIONS THREADS.
"""
import json
import sys

import numpy as np
import torch

from timing import timed

folder, (rows, classes, _, threads) = sys.argv[1], map(int, sys.argv[2:6])
torch.set_num_threads(threads)
logits = torch.from_numpy(np.fromfile(f"{folder}/logits.f32", dtype="<f4").reshape(rows, classes))
labels = torch.from_numpy(np.fromfile(f"{folder}/labels.i32", dtype="<i4").astype(np.int64))
found = None


def fit():
    global found
    temperature = torch.nn.Parameter(torch.full((1,), 1.5))
    optimizer = torch.optim.LBFGS([temperature], lr=0.01, max_iter=50)

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits / temperature, labels)
        loss.backward()
        return loss

    optimizer.step(closure)
    found = temperature.item()


seconds = timed(1, fit, warm_up=0)  # a fit takes a minute at full size; its first iterations warm it up
print(json.dumps({"runtime": f"PyTorch {torch.__version__}", "seconds": seconds, "temperature": found}))
