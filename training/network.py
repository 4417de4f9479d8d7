"""The classifier: a small residual network of convolutions, batch norm, Relu and addition.

Written as a list of layers, so that the export can walk it and fold every batch norm into its convolution.
"""
import torch
import torch.nn.functional as F
from torch import nn

# (layer, channels, ...): 'conv' has a kernel size and a stride, 'basic' a stride, 'bottleneck' an inner width.
LAYERS = (
    ('conv', 24, 3, 2),
    ('basic', 64, 2),
    ('basic', 160, 2),
    ('bottleneck', 88),
    ('bottleneck', 88),
    ('bottleneck', 88),
    ('conv', 384, 1, 1),
)

TINY_LAYERS = (('conv', 8, 3, 2), ('basic', 16, 2), ('basic', 24, 2), ('bottleneck', 8), ('conv', 32, 1, 1))


class ConvNorm(nn.Module):
    """A convolution without bias, its batch norm, and a Relu if `relu`."""

    def __init__(self, inputs, outputs, kernel, stride=1, relu=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.relu = relu

    def forward(self, x):
        x = self.norm(self.conv(x))
        return F.relu(x, inplace=True) if self.relu else x


class Residual(nn.Module):
    """relu(branch(x) + shortcut(x)): the block of He et al. (2015)."""

    def __init__(self, branch, shortcut=None):
        super().__init__()
        self.branch, self.shortcut = nn.Sequential(*branch), shortcut
        # Each block begins as the identity, which lets training start at a high rate.
        nn.init.zeros_(branch[-1].norm.weight)

    def forward(self, x):
        return F.relu(self.branch(x) + (x if self.shortcut is None else self.shortcut(x)), inplace=True)


def _layer(inputs, kind, channels, *rest):
    """One layer and its number of output channels."""
    if kind == 'conv':
        return ConvNorm(inputs, channels, *rest), channels
    if kind == 'bottleneck':
        branch = [ConvNorm(inputs, channels, 1), ConvNorm(channels, channels, 3)]
        return Residual([*branch, ConvNorm(channels, inputs, 1, relu=False)]), inputs
    stride = rest[0]
    same = stride == 1 and inputs == channels
    shortcut = None if same else ConvNorm(inputs, channels, 1, stride, relu=False)
    branch = [ConvNorm(inputs, channels, 3, stride), ConvNorm(channels, channels, 3, relu=False)]
    return Residual(branch, shortcut), channels


class Classifier(nn.Module):
    """Normalised pictures [N, 3, H, W] to logits [N, classes]; 64x64 pictures give 8x8 final maps."""

    def __init__(self, classes, layers=LAYERS):
        super().__init__()
        features, channels = [], 3
        for spec in layers:
            layer, channels = _layer(channels, *spec)
            features.append(layer)
        self.features = nn.Sequential(*features)
        self.head = nn.Linear(channels, classes)
        for part in self.modules():
            if isinstance(part, nn.Conv2d):
                nn.init.kaiming_normal_(part.weight, mode='fan_out', nonlinearity='relu')

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


def count_parameters(network):
    """Trainable values; the export folds batch norms, which leaves a little fewer."""
    return sum(part.numel() for part in network.parameters())


def count_multiply_adds(network, size):
    """Multiply-adds of the convolutions and the head for one picture of size x size."""
    total = 0

    def add(layer, _inputs, output):
        nonlocal total
        total += output.numel() * layer.weight[0].numel()

    layers = [part for part in network.modules() if isinstance(part, (nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(add) for layer in layers]
    training = network.training
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, size, size))
    network.train(training)
    for hook in hooks:
        hook.remove()
    return total
