"""Writes the trained classifier as ONNX, its model card (`.json`) and the record of its training (`.training.json`).

Usage: `python3 export.py --checkpoint run/checkpoint.pt --data FOLDER --out tiny-imagenet-100.onnx`
"""
import argparse
import hashlib
import json
import math
from pathlib import Path

import torch

import data
from graph import build_model, run_model
from metrics import predict, summarise
from network import Classifier, count_multiply_adds
from schedule import SIZES

LARGEST_DIFFERENCE = 5e-3  # what rounding the weights to float16 may change, relative to the largest logit

LIMITS = [
    'Knows a hundred everyday classes and names one of them for every picture, whatever it shows.',
    'Sees 64x64 pixels: small or off-centre objects are lost.',
    'The validation pictures come from the same collection as the training pictures; other photos do worse.',
    'The classes and their photos carry the choices and biases of ImageNet. For research and teaching.',
]
TEACHER_LIMIT = (
    'Distilled in part from an ImageNet network, MobileNetV2 1.0/224: the two are not independent, and adversaries may '
    'carry over between them more than between networks that were trained apart.'
)


def load_network(state):
    """The moving average of a checkpoint as a Classifier, ready to predict."""
    network = Classifier(len(state['classes']), state['layers'])
    network.load_state_dict(state['average'])
    return network.eval()


def check_model(model, network, pictures):
    """The exported model's logits for `pictures`, compared with the network's own."""
    expected = predict(network, pictures)
    logits = predict(lambda inputs: run_model(model, inputs), pictures)
    difference = ((logits - expected).abs().max() / expected.abs().max()).item()
    print(f'largest difference from the network before export: {difference:.1e} of the largest logit')
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f'Expected a difference of at most {LARGEST_DIFFERENCE} but measured {difference:.1e}.')
    return logits


def describe_targets(options):
    """What the network was trained towards, in words."""
    if options['teacher'] is None:
        return 'the labels, smoothed by a tenth'
    return (
        f'{options["hard_part"]:.0%} the label, the rest the probabilities of a linear layer on the features of '
        'MobileNetV2 1.0/224 (ImageNet), fitted to the training pictures in five folds'
    )


def record_training(state, model, network, scores, note):
    """What is to be known of a training: data, recipe, size, figures and limits."""
    options, counts = state['options'], state['counts']
    sizes = ', '.join(f'{size} pixels up to {until:.0%}' for until, size in SIZES)
    return {
        'data': f'Tiny ImageNet, {len(state["classes"])} of its classes, {state["trainingPictures"]} pictures; '
        'the validation pictures were not trained on',
        'targets': describe_targets(options),
        'recipe': f'SGD with Nesterov momentum .9, rate {options["peak"]} falling to 0 as a cosine, batch '
        f'{options["batch"]}, weight decay 3e-4, moving average of the weights, random crops, mirroring, colour '
        f'jitter, at first CutMix in some batches; inputs of {sizes} of the training; bfloat16',
        'note': note,
        'software': f'PyTorch {state["torch"]} on the CPU',
        'seed': options['seed'],
        'epochs': round(counts['pictures'] / state['trainingPictures'], 1),
        'steps': counts['steps'],
        'minutes': round(counts['seconds'] / 60, 1),
        'parameters': sum(math.prod(part.dims) for part in model.graph.initializer),
        'multiplyAdds': count_multiply_adds(network, data.SIZE),
        **scores,
        'limits': LIMITS if options['teacher'] is None else [*LIMITS, TEACHER_LIMIT],
    }


def describe_training(record):
    """The record in a few sentences: a card's `training` is a text."""
    calibration, note = record['calibration'], f' {record["note"]}' if record['note'] else ''
    return (
        f'{record["data"]}. Targets: {record["targets"]}. {record["recipe"]}.{note} '
        f'{record["epochs"]} epochs in {record["minutes"]} minutes, seed {record["seed"]}, {record["software"]}. '
        f'{record["parameters"]} parameters, {record["multiplyAdds"] / 1e6:.0f} million multiply-adds. '
        f'On the validation pictures, one view each: top-1 {record["top1"]:.2%}, top-5 {record["top5"]:.2%}, expected '
        f'calibration error {calibration["expectedCalibrationError"]:.2%} ({calibration["bins"]} bins), best '
        f'temperature {calibration["temperature"]}.'
    )


def make_card(state, name, content, record):
    """The model card: what a loader needs, then how the weights came about."""
    return {
        'name': name,
        'input': {
            'width': data.SIZE,
            'height': data.SIZE,
            'layout': 'NCHW',
            'channelOrder': 'RGB',
            'scale': 1 / 255,
            'mean': data.MEAN,
            'deviation': data.DEVIATION,
        },
        # The training pictures are undistorted squares, so a photo keeps its proportions and loses its ends.
        'resize': 'crop',
        'output': 'logits',
        'labels': [{'id': entry['wnid'], 'name': entry['name']} for entry in state['classes']],
        'sha256': hashlib.sha256(content).hexdigest(),
        'bytes': len(content),
        'license': 'MIT (the weights); trained on Tiny ImageNet, a subset of ImageNet: for research and teaching',
        'source': 'trained by this project (training/)',
        'training': describe_training(record),
        'description': ' '.join(record['limits']),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--checkpoint', required=True, help='the checkpoint.pt that train.py wrote')
    parser.add_argument('--data', required=True, help='folder with val.bin')
    parser.add_argument('--out', required=True, type=Path, help='the .onnx file; the card gets its name with .json')
    parser.add_argument('--note', default='', help='a sentence for the card: what the commands do not tell of the run')
    options = parser.parse_args()
    state = torch.load(options.checkpoint)
    network = load_network(state)
    model = build_model(network, data.SIZE, options.out.stem)
    pictures, labels = data.load_pictures(options.data, data.VALIDATION_FILES)
    scores = summarise(check_model(model, network, pictures), labels)
    content = model.SerializeToString()
    record = record_training(state, model, network, scores, options.note)
    files = {'.json': make_card(state, options.out.stem, content, record), '.training.json': record}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(content)
    for ending, value in files.items():
        options.out.with_suffix(ending).write_text(json.dumps(value, indent=2) + '\n')
    print(f'{options.out}: {len(content)} bytes, top-1 {scores["top1"]:.2%}, top-5 {scores["top5"]:.2%}')


if __name__ == '__main__':
    main()
