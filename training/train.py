"""Trains the classifier on the CPU: `python3 train.py --data FOLDER --out FOLDER --teacher FILE --epochs 60`.

The targets are half the label, half the probabilities of a teacher (knowledge distillation, Hinton et al., 2015); the
network that counts is a moving average of the trained one. A run that was stopped goes on from its checkpoint when the
same command is given again.
"""
import argparse
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data
from metrics import accuracy, predict
from network import count_multiply_adds, count_parameters
from run import Run
from schedule import input_size, parse_deadline

def soft_targets(labels, classes, teacher_file, hard_part, limit=None):
    """Targets [N, classes]: the label's share `hard_part`, the rest the teacher's probabilities.

    Without a teacher the rest is spread evenly over the classes (label smoothing of a tenth).
    """
    hard = F.one_hot(labels, classes).float()
    if teacher_file is None:
        return 0.9 * hard + 0.1 / classes
    teacher = torch.from_numpy(np.load(teacher_file)[:limit].astype(np.float32))
    if teacher.shape != hard.shape:
        raise ValueError(f'Expected teacher probabilities of {list(hard.shape)} but read {list(teacher.shape)}.')
    return hard_part * hard + (1 - hard_part) * teacher


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--data', required=True, help='folder with classes.json, train-0.bin, train-1.bin, val.bin')
    parser.add_argument('--out', required=True, help='folder for checkpoint.pt')
    parser.add_argument('--teacher', help='probabilities of teacher.py; without it: labels alone')
    parser.add_argument('--hard-part', type=float, default=0.5, help="the label's share of the target (default 0.5)")
    parser.add_argument('--epochs', type=float, default=60, help='passes, counted in full-size pictures (default 60)')
    parser.add_argument('--deadline', type=parse_deadline, help='HH:MM or ISO time: follow the clock, end by then')
    parser.add_argument('--steps', type=int, help='stop after this many steps in all (tests)')
    parser.add_argument('--tiny', action='store_true', help='a very small network and 2000 pictures (tests)')
    parser.add_argument('--peak', type=float, default=0.2, help='highest learning rate (default 0.2)')
    parser.add_argument('--batch', type=int, default=128)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, help='default: one or two, by what the machine has free')
    return parser.parse_args()


def report(line):
    """Prints a line with the time of day, at once, for those who follow the log."""
    print(f'{datetime.now():%H:%M:%S} {line}', flush=True)


def train(run, pictures, targets, validation):
    """Runs epochs until the progress is 1 or the steps are used up; saves and reports every few minutes."""
    options, losses = run.options, []
    batch = min(options.batch, len(pictures))
    reported = saved = evaluated = time.time()
    while run.progress.done < 1:
        order = torch.randperm(len(pictures), generator=run.generator)
        for chosen in order[: len(order) // batch * batch].split(batch):
            losses.append(run.step(pictures[chosen], targets[chosen]))
            now = time.time()
            if now - reported > 60:
                speed = len(losses) * batch / (now - reported)
                epochs = run.counts['pictures'] / len(pictures)
                size = input_size(run.progress.done)
                report(f'progress {run.progress.done:.4f}, {epochs:.2f} epochs, {size} pixels, {speed:.0f} pictures/s, '
                       f'{torch.get_num_threads()} threads, loss {np.mean(losses):.4f}')
                reported, losses = now, []
            if now - evaluated > 300:
                scores = accuracy(predict(run.average, validation[0]), validation[1])
                report(f'top-1 {scores[0]:.4f} top-5 {scores[1]:.4f}')
                evaluated = time.time()
            if now - saved > 150:
                run.save()
                saved = now
            if run.progress.done >= 1 or run.counts['steps'] == options.steps:
                return


def main():
    options = parse_arguments()
    Path(options.out).mkdir(parents=True, exist_ok=True)
    classes = data.load_classes(options.data)
    limit = 2000 if options.tiny else None
    pictures, labels = data.load_pictures(options.data, data.TRAIN_FILES, limit)
    validation = data.load_pictures(options.data, data.VALIDATION_FILES, limit)
    targets = soft_targets(labels, len(classes), options.teacher, options.hard_part, limit)
    run = Run(options, classes, len(pictures))
    run.resume()
    multiply_adds = count_multiply_adds(run.network, data.SIZE) / 1e6
    report(f'{count_parameters(run.network)} parameters, {multiply_adds:.1f} million multiply-adds, {vars(options)}')
    train(run, pictures, targets, validation)
    run.save()
    top1, top5 = accuracy(predict(run.average, validation[0]), validation[1])
    report(f'done: top-1 {top1:.4f} top-5 {top5:.4f} {run.counts}')


if __name__ == '__main__':
    main()
