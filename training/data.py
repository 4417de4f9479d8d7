"""The Tiny ImageNet records as tensors, and the augmentation of training batches.

A record file is a sequence of (uint16 class, uint32 length, JPEG bytes), little-endian; every picture is 64x64.
Pictures are decoded once and kept as bytes; all augmentation runs on whole batches, so that it costs a few
milliseconds beside the hundred that a training step takes.
"""
import io
import json
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

SIZE = 64
TRAIN_FILES = ('train-0.bin', 'train-1.bin')
VALIDATION_FILES = ('val.bin',)

# Mean and standard deviation of the training pictures, of values in [0, 1], red, green, blue.
MEAN = (0.474, 0.446, 0.386)
DEVIATION = (0.271, 0.262, 0.276)


def load_classes(folder):
    """The classes in output order: a list of {'wnid', 'name'}."""
    return json.loads((Path(folder) / 'classes.json').read_text())


def load_pictures(folder, files, limit=None):
    """Decodes record files.

    Returns uint8 pictures [N, 3, 64, 64] (red, green, blue) and int64 classes [N]; `limit` stops after that many.
    """
    pictures, labels = [], []
    for name in files:
        data, at = (Path(folder) / name).read_bytes(), 0
        while at < len(data) and (limit is None or len(labels) < limit):
            label, length = struct.unpack_from('<HI', data, at)
            at += 6
            picture = Image.open(io.BytesIO(data[at : at + length])).convert('RGB')
            if picture.size != (SIZE, SIZE):
                raise ValueError(f'Expected pictures of {SIZE}x{SIZE} in {name} but found one of {picture.size}.')
            pictures.append(np.asarray(picture).transpose(2, 0, 1))
            labels.append(label)
            at += length
    return torch.from_numpy(np.stack(pictures)), torch.tensor(labels)


def normalise(pictures):
    """Values in [0, 1] to the network's scale: (value - mean) / deviation per channel."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    return (pictures - mean) / torch.tensor(DEVIATION).view(1, 3, 1, 1)


def _uniform(count, low, high, generator):
    return torch.rand(count, generator=generator) * (high - low) + low


def random_crops(pictures, size, smallest_area, generator):
    """One random crop per picture, resized to size x size, mirrored half the time.

    pictures: float [N, 3, H, W]. A crop covers `smallest_area` to 1 of the picture, with an aspect ratio of 3:4 to 4:3.
    """
    count = len(pictures)
    area = _uniform(count, smallest_area, 1, generator).sqrt()
    aspect = _uniform(count, -0.144, 0.144, generator).exp()
    width, height = (area * aspect).clamp(max=1), (area / aspect).clamp(max=1)
    # In the coordinates of grid_sample, where the picture spans -1 to 1, a crop's centre may move by 1 - its size.
    centre_x = _uniform(count, -1, 1, generator) * (1 - width)
    centre_y = _uniform(count, -1, 1, generator) * (1 - height)
    mirror = (torch.rand(count, generator=generator) < 0.5).float() * -2 + 1
    transform = torch.zeros(count, 2, 3)
    transform[:, 0, 0], transform[:, 0, 2] = width * mirror, centre_x
    transform[:, 1, 1], transform[:, 1, 2] = height, centre_y
    grid = F.affine_grid(transform, [count, 3, size, size], align_corners=False)
    return F.grid_sample(pictures, grid, padding_mode='reflection', align_corners=False)


def jitter_colours(pictures, strength, generator):
    """Random brightness, contrast, saturation and tint per picture; float [N, 3, H, W] in [0, 1], clamped."""
    count = len(pictures)

    def factor(part):
        return _uniform(count, 1 - part, 1 + part, generator).view(count, 1, 1, 1)

    grey = pictures.mean(1, keepdim=True)
    pictures = grey + (pictures - grey) * factor(strength)
    middle = grey.mean((2, 3), keepdim=True)
    pictures = middle + (pictures - middle) * factor(strength)
    tint = _uniform(count * 3, 1 - strength / 3, 1 + strength / 3, generator).view(count, 3, 1, 1)
    return (pictures * factor(strength) * tint).clamp(0, 1)


def mix_in_rectangles(pictures, targets, generator):
    """CutMix (Yun et al., 2019): pastes a rectangle of another picture of the batch and mixes the targets by area."""
    count, _, height, width = pictures.shape
    order = torch.randperm(count, generator=generator)
    share = _uniform(1, 0.1, 0.5, generator).sqrt().item()
    h, w = max(1, round(height * share)), max(1, round(width * share))
    top = torch.randint(0, height - h + 1, (1,), generator=generator).item()
    left = torch.randint(0, width - w + 1, (1,), generator=generator).item()
    pictures = pictures.clone()
    pictures[:, :, top : top + h, left : left + w] = pictures[order, :, top : top + h, left : left + w]
    part = h * w / (height * width)
    return pictures, targets * (1 - part) + targets[order] * part
