"""What changes as training goes on: the learning rate, the size of the inputs, the strength of the augmentation.

All are functions of the progress from 0 to 1. It counts the pixels shown, or, with a deadline, follows the clock, so
that the learning rate has come down to zero in time however busy the machine is.
"""
import math
import time
from datetime import datetime

SIZES = ((0.2, 40), (0.55, 48), (0.85, 56), (1.0, 64))  # (until this progress, side of the inputs in pixels)
WARM_UP = 0.04

# (until this progress, smallest part of a picture's area in a crop, colour jitter, share of the batches with CutMix).
# The strong start fits so small a network badly: 57 % of the training pictures at its end, 54 % of the unseen ones. The
# last steps see almost what users will show.
AUGMENTATION = ((0.46, 0.35, 0.3, 0.3), (0.88, 0.5, 0.2, 0.0), (1.0, 0.75, 0.15, 0.0))
LONGEST_STEP = 5.0  # seconds; a longer one means that the process was paused, which is no progress


class Progress:
    """How far training is, from 0 to 1. `deadline` in seconds since 1970, or None to count up to `pixels`."""

    def __init__(self, deadline, pixels, done=0.0):
        self.deadline, self.pixels, self.done = deadline, pixels, done

    def advance(self, shown, seconds):
        """Counts one step of `shown` pixels that took `seconds`."""
        if self.deadline is None:
            self.done = min(1.0, self.done + shown / self.pixels)
            return
        # Shares what is left of the schedule over what is left of the time, whatever was lost to pauses.
        spent = min(seconds, LONGEST_STEP)
        left = self.deadline - time.time()
        self.done = 1.0 if left <= 0 else self.done + (1 - self.done) * spent / (left + spent)


def input_size(progress):
    """Side of the training inputs in pixels."""
    return next(pixels for until, pixels in SIZES if progress <= until)


def augmentation(progress):
    """(smallest area of a crop, strength of the colour jitter, share of the batches with CutMix)."""
    return next(strengths for until, *strengths in AUGMENTATION if progress <= until)


def learning_rate(progress, peak):
    """Linear warm-up, then a cosine down to zero."""
    if progress < WARM_UP:
        return peak * max(progress / WARM_UP, 0.01)
    return peak * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def parse_deadline(text):
    """HH:MM of today, or an ISO date and time, as seconds since 1970."""
    if len(text) == len('HH:MM'):
        return datetime.combine(datetime.now().date(), datetime.strptime(text, '%H:%M').time()).timestamp()
    return datetime.fromisoformat(text).timestamp()
