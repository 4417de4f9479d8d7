"""The Python side of the benchmark: the notebook's deflection loop, scikit-image's denoisers and scipy's filters.

usage: python3 bench/reference.py CASE WIDTH HEIGHT RAW MAP REPEATS
Prints one JSON line: the median time of a call in milliseconds, and the library's version.
"""
import json
import random
import statistics
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
case, width, height, raw, weights, repeats = sys.argv[1:]
width, height, repeats = int(width), int(height), int(repeats)
floats = np.fromfile(raw, dtype="<f4").reshape(height, width, 3)
random.seed(1)


def deflect(picture, turns, window, keep=None):
    """What the notebook does, one random call after the other as it does them."""
    picture = np.copy(picture)
    rows, columns, channels = picture.shape
    for _ in range(turns):
        for c in range(channels):
            x, y = random.randint(0, rows - 1), random.randint(0, columns - 1)
            if keep is not None and random.uniform(0, 1) < keep[x, y]:
                continue
            while True:
                a, b = random.randint(-window, window), random.randint(-window, window)
                if 0 < x + a < rows and 0 < y + b < columns:
                    break
            picture[x, y, c] = picture[x + a, y + b, c]
    return picture


version = f"numpy {np.__version__}"
if case.startswith("deflect"):
    picture = np.round(floats).astype(np.uint8)
    keep = np.fromfile(weights, dtype="<f8").reshape(height, width)
    run = (lambda: deflect(picture, 1500, 10, keep)) if case == "deflect-1500" else (lambda: deflect(picture, 200, 10))
else:
    import skimage
    from scipy.ndimage import median_filter
    from scipy.signal import wiener
    from skimage.restoration import denoise_bilateral, denoise_nl_means, denoise_tv_chambolle, denoise_wavelet

    version = f"scikit-image {skimage.__version__}"
    unit = floats / np.float32(255)
    planes = np.ascontiguousarray(unit.transpose(2, 0, 1))
    cases = {
        "tv": lambda: denoise_tv_chambolle(unit, channel_axis=-1),
        "bilateral": lambda: denoise_bilateral(unit, channel_axis=-1),
        "nlm": lambda: denoise_nl_means(unit, channel_axis=-1),
        "wiener": lambda: [wiener(plane, 3) for plane in planes],
        "median": lambda: median_filter(unit, (3, 3, 1), mode="reflect"),
    }
    run = cases.get(case) or (
        lambda: denoise_wavelet(
            unit, sigma=0.04, wavelet=case.split("-")[1], method="BayesShrink", mode="soft", convert2ycbcr=True, channel_axis=-1
        )
    )

if width * height < 1e6:
    for _ in range(3):
        run()
times = []
for _ in range(repeats):
    start = time.perf_counter()
    run()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"milliseconds": statistics.median(times), "version": version}))
