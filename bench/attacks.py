"""The PyTorch side of the attack benchmark: one attack of torchattacks on a batch.

usage: python3 bench/attacks.py PEER LIBRARY MODEL METHOD BATCH REPEATS INPUT
PEER: a module with OnnxModule(path), a torch.nn.Module. LIBRARY: a folder with the package torchattacks.
INPUT: float32 pictures [BATCH, height, width, 3], 0 to 255. Prints one JSON line: the median time of a picture in
milliseconds, the share that is fooled, and the version.
"""
import importlib.util
import json
import statistics
import sys
import time

import numpy
import torch

peer, library, model, method, batch, repeats, source = sys.argv[1:]
sys.path.insert(0, library)
import torchattacks  # noqa: E402

spec = importlib.util.spec_from_file_location("peer", peer)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
torch.set_num_threads(2)
torch.manual_seed(1)
side = 227
network = module.OnnxModule(model)


class Classifier(torch.nn.Module):
    """SqueezeNet with pictures in [0,1]: blue, green, red, less their means."""

    def __init__(self):
        super().__init__()
        self.network = network
        self.means = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)

    def forward(self, x):
        return self.network(x.flip(1) * 255 - self.means)


classifier = Classifier().eval()
attack = {
    "igsm": lambda: torchattacks.BIM(classifier, eps=2 / 255, alpha=0.5 / 255, steps=10),
    "pgd": lambda: torchattacks.PGD(classifier, eps=2 / 255, alpha=0.5 / 255, steps=20, random_start=True),
    "cw": lambda: torchattacks.CW(classifier, c=1, kappa=0, steps=50, lr=0.01),
}[method]()
pixels = numpy.fromfile(source, "<f4").reshape(int(batch), side, side, 3)
images = torch.from_numpy(pixels / 255).permute(0, 3, 1, 2).contiguous().float()
with torch.no_grad():
    labels = classifier(images).argmax(1)
times = []
for turn in range(int(repeats) + 1):
    start = time.perf_counter()
    adversaries = attack(images, labels)
    if turn >= 1:
        times.append(1000 * (time.perf_counter() - start) / int(batch))
with torch.no_grad():
    fooled = (classifier(adversaries).argmax(1) != labels).float().mean().item()
print(json.dumps({"time": statistics.median(times), "fooled": fooled, "version": f"torchattacks {torchattacks.__version__}"}))
