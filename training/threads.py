"""Chooses the number of threads for a machine that has other work.

Two threads wait for each other after every layer. Where another process holds one core, both crawl: measured, a tenth
of the speed of one thread alone. Where the machine is free, two are nearly twice as fast as one.
"""
import time

import torch

CHECK_EVERY = 3.0  # seconds
MEMORY = 0.5  # how much of the earlier measurements a new one keeps


class ThreadChooser:
    """Uses `fixed` threads, or, where that is None, one or `most`, whichever was faster just now."""

    def __init__(self, fixed, most=2):
        self.counts = [1, most] if fixed is None else [fixed]
        self.seconds = {}
        self.checked = 0.0
        torch.set_num_threads(self.counts[-1])

    def choose(self, work):
        """Times `work`, a function of some milliseconds, with each count, every few seconds, and sets the best."""
        if len(self.counts) == 1 or time.time() - self.checked < CHECK_EVERY:
            return
        for count in self.counts:
            torch.set_num_threads(count)
            start = time.time()
            work()
            spent = time.time() - start
            self.seconds[count] = MEMORY * self.seconds.get(count, spent) + (1 - MEMORY) * spent
        torch.set_num_threads(min(self.seconds, key=self.seconds.get))
        self.checked = time.time()
