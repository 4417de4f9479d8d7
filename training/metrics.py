"""Top-1, top-5 and calibration of logits on labelled pictures."""
import torch
import torch.nn.functional as F

import data

BINS = 15


@torch.no_grad()
def predict(network, pictures, batch=250):
    """Logits [N, classes] of byte pictures [N, 3, 64, 64]; single view, no averaging."""
    parts = []
    for part in pictures.split(batch):
        inputs = data.normalise(part.float() / 255).contiguous(memory_format=torch.channels_last)
        parts.append(network(inputs))
    return torch.cat(parts)


def accuracy(logits, labels):
    """(top-1, top-5) as shares of 1."""
    best = logits.topk(min(5, logits.shape[1]), 1).indices == labels[:, None]
    return best[:, 0].float().mean().item(), best.any(1).float().mean().item()


def calibration_error(logits, labels):
    """Expected calibration error (Guo et al., 2017): |accuracy - confidence| over equal bins of confidence."""
    confidence, best = logits.softmax(1).max(1)
    right = (best == labels).float()
    bins = (confidence * BINS).long().clamp(max=BINS - 1)
    gap = torch.zeros(BINS).index_add_(0, bins, right - confidence)
    return (gap.abs().sum() / len(labels)).item()


def best_temperature(logits, labels):
    """The divisor of the logits, in steps of 0.01, at which the mean negative log-likelihood is smallest."""
    choices = torch.arange(0.3, 3, 0.01)
    losses = [F.cross_entropy(logits / choice, labels).item() for choice in choices]
    return choices[losses.index(min(losses))].item()


def summarise(logits, labels):
    """The figures of the model card.

    The calibration error after temperature scaling is measured on the half of the pictures that the temperature was
    not fitted to, both ways.
    """
    top1, top5 = accuracy(logits, labels)
    even = torch.arange(len(labels)) % 2 == 0
    scaled = torch.empty_like(logits)
    for half in (even, ~even):
        scaled[half] = logits[half] / best_temperature(logits[~half], labels[~half])
    return {
        'top1': round(top1, 4),
        'top5': round(top5, 4),
        'calibration': {
            'bins': BINS,
            'expectedCalibrationError': round(calibration_error(logits, labels), 4),
            'negativeLogLikelihood': round(F.cross_entropy(logits, labels).item(), 4),
            'temperature': round(best_temperature(logits, labels), 2),
            'expectedCalibrationErrorScaled': round(calibration_error(scaled, labels), 4),
        },
    }
