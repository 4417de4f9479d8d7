"""The PyTorch side of the gradient benchmark: one eager forward and backward pass to the input.

usage: python3 bench/gradient.py PEER MODEL BATCH REPEATS, PEER a module with OnnxModule(path), a torch.nn.Module
Prints one JSON line: the median time of a gradient in milliseconds, and the library's version.
"""
import importlib.util
import json
import statistics
import sys
import time

import torch

peer, model, batch, repeats = sys.argv[1:]
spec = importlib.util.spec_from_file_location("peer", peer)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
torch.set_num_threads(2)
torch.manual_seed(1)
network = module.OnnxModule(model)
side = 224 if "224" in model else 227
times = []
for turn in range(int(repeats) + 3):
    x = torch.rand(int(batch), 3, side, side, requires_grad=True)
    start = time.perf_counter()
    logits = network(x)
    torch.autograd.grad(logits, x, torch.ones_like(logits))
    if turn >= 3:
        times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"gradient": statistics.median(times), "version": f"PyTorch {torch.__version__}"}))
