"""One training run: its state, its checkpoint, and one step of stochastic gradient descent."""
import copy
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import data
from network import LAYERS, TINY_LAYERS, Classifier
from schedule import LONGEST_STEP, Progress, augmentation, input_size, learning_rate
from threads import ThreadChooser

AVERAGE_EVERY, AVERAGE_DECAY = 5, 0.99  # steps between updates of the moving average; what it keeps at each


def make_batch(pictures, targets, progress, generator):
    """Bytes [N, 3, 64, 64] to an augmented, normalised batch of the size of that progress, and its targets."""
    smallest_area, jitter, mixing = augmentation(progress)
    batch = data.random_crops(pictures.float() / 255, input_size(progress), smallest_area, generator)
    batch = data.jitter_colours(batch, jitter, generator)
    if torch.rand(1, generator=generator).item() < mixing:
        batch, targets = data.mix_in_rectangles(batch, targets, generator)
    return data.normalise(batch).contiguous(memory_format=torch.channels_last), targets


def update_average(average, network, decay):
    """average = decay * average + (1 - decay) * network, for weights and for batch norm statistics."""
    current = network.state_dict()
    for name, value in average.state_dict().items():
        if value.is_floating_point():
            value.lerp_(current[name], 1 - decay)


def make_optimiser(network, peak):
    """SGD with Nesterov momentum; weight decay on matrices and kernels alone."""
    parts = list(network.parameters())
    groups = [
        {'params': [p for p in parts if p.dim() > 1], 'weight_decay': 3e-4},
        {'params': [p for p in parts if p.dim() <= 1], 'weight_decay': 0.0},
    ]
    return torch.optim.SGD(groups, lr=peak, momentum=0.9, nesterov=True)


class Run:
    """The state of a training. `options` as train.py parses them; `size` is the number of training pictures."""

    def __init__(self, options, classes, size):
        torch.manual_seed(options.seed)
        self.options, self.classes, self.size = options, classes, size
        self.layers = TINY_LAYERS if options.tiny else LAYERS
        self.network = Classifier(len(classes), self.layers).to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).eval()
        self.optimiser = make_optimiser(self.network, options.peak)
        self.generator = torch.Generator().manual_seed(options.seed)
        self.threads = ThreadChooser(options.threads)
        self.progress = Progress(options.deadline, options.epochs * size * data.SIZE**2)
        self.counts = {'steps': 0, 'pictures': 0, 'pixels': 0, 'seconds': 0.0}
        self.file = Path(options.out) / 'checkpoint.pt'

    def save(self):
        """Writes the checkpoint in one piece: a stop in the middle leaves the previous one."""
        state = {
            'network': self.network.state_dict(),
            'average': self.average.state_dict(),
            'optimiser': self.optimiser.state_dict(),
            'generator': self.generator.get_state(),
            'progress': self.progress.done,
            'counts': self.counts,
            'layers': self.layers,
            'classes': self.classes,
            'trainingPictures': self.size,
            'options': vars(self.options),
            'torch': str(torch.__version__),
        }
        torch.save(state, self.file.with_suffix('.part'))
        self.file.with_suffix('.part').replace(self.file)

    def resume(self):
        """Goes on from a checkpoint of the same network, if there is one."""
        if not self.file.exists():
            return
        state = torch.load(self.file)
        if state['layers'] != self.layers:
            raise ValueError(f'{self.file} is of another network; give another --out or remove it.')
        for name in ('network', 'average', 'optimiser'):
            getattr(self, name).load_state_dict(state[name])
        self.generator.set_state(state['generator'])
        self.progress.done, self.counts = state['progress'], state['counts']

    @torch.no_grad()
    def predict(self, inputs):
        """Logits of the averaged network in bfloat16; inputs as in training."""
        with torch.autocast('cpu', dtype=torch.bfloat16):
            return self.average(inputs)

    def step(self, pictures, targets):
        """One step on bytes [N, 3, 64, 64]; returns the loss."""
        start, done = time.time(), self.progress.done
        inputs, targets = make_batch(pictures, targets, done, self.generator)
        for group in self.optimiser.param_groups:
            group['lr'] = learning_rate(done, self.options.peak)
        self.threads.choose(lambda: self.predict(inputs[:16]))
        with torch.autocast('cpu', dtype=torch.bfloat16):
            logits = self.network(inputs)
        loss = F.cross_entropy(logits.float(), targets)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        counts, shown = self.counts, len(pictures) * inputs.shape[-1] ** 2
        counts['steps'] += 1
        if counts['steps'] % AVERAGE_EVERY == 0:
            # A young average forgets faster, else it would remember the random start.
            update_average(self.average, self.network, min(AVERAGE_DECAY, 1 - 10 / (10 + counts['steps'])))
        seconds = time.time() - start
        counts['pictures'] += len(pictures)
        counts['pixels'] += shown
        counts['seconds'] += min(seconds, LONGEST_STEP)
        self.progress.advance(shown, seconds)
        return loss.item()
