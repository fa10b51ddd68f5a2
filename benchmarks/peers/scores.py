"""The five scores in PyTorch: usage scores.py FOLDER ROWS CLASSES REPETITIONS THREADS."""
import json
import sys

import numpy as np
import torch

from timing import timed

folder, (rows, classes, repetitions, threads) = sys.argv[1], map(int, sys.argv[2:6])
torch.set_num_threads(threads)
logits = torch.from_numpy(np.fromfile(f"{folder}/logits.f32", dtype="<f4").reshape(rows, classes))
answers = None


@torch.inference_mode()
def five_scores():
    global answers
    log_p = torch.log_softmax(logits, dim=1)
    p = log_p.exp()
    top = p.topk(2, dim=1).values
    negative_entropy = (p * log_p).sum(dim=1)
    answers = top[:, 0], top[:, 0] - top[:, 1], negative_entropy, torch.logsumexp(logits, dim=1), logits.amax(dim=1)


seconds = timed(repetitions, five_scores)
np.stack([answer.numpy().astype("<f8") for answer in answers]).tofile(f"{folder}/scores.peer.f64")
print(json.dumps({"runtime": f"PyTorch {torch.__version__}", "seconds": seconds}))
