"""Makes crates/pipeline/tests/golden/gaze.json: what pymovements, SciPy and PyWavelets give on synthetic gaze of our own.

python3 -m pip install pymovements==0.28.0 scipy==1.17.1 pywavelets==1.9.0 && python3 scripts/golden/gaze.py

The indices of pupillary activity have no package; they are written here from the listings of Duchowski and others (2018, 2020).
"""
import json
import math
import os

import numpy as np
import pymovements
import pywt
import scipy
from pymovements.events.detection import idt, ivt, microsaccades
from pymovements.transforms.numpy import pix2deg, pos2vel
from scipy.signal import medfilt, savgol_filter

FILE = os.path.join(os.path.dirname(__file__), "../../crates/pipeline/tests/golden/gaze.json")
RATE = 500.0
chance = np.random.default_rng(20)


def eyes():
    """Rests and jumps between eight places, in degrees, with the noise of a good tracker."""
    x, y, at = [], [], np.zeros(2)
    for place in range(8):
        rest = int(chance.integers(40, 180))
        to = chance.uniform(-8, 8, 2)
        jump = int(12 + 1.1 * np.hypot(*(to - at)))
        way = np.linspace(0, 1, jump)
        way = way**3 * (10 - 15 * way + 6 * way**2)
        path = np.concatenate([np.tile(at, (rest, 1)), at + np.outer(way, to - at)])
        x, y, at = np.append(x, path[:, 0]), np.append(y, path[:, 1]), to
    noise = lambda: chance.normal(0, 0.01, len(x))
    return np.round(x + noise(), 6), np.round(y + noise(), 6)


def maxima(values):
    found = np.zeros(len(values))
    for place, value in enumerate(values):
        own = abs(value)
        before = abs(values[place - 1]) if place >= 1 else own
        after = abs(values[place + 1]) if place < len(values) - 2 else own
        if before <= own >= after and (before < own or own > after):
            found[place] = own
    return found


def noise_threshold(values):
    return np.std(values) * math.sqrt(2 * np.log2(len(values)))


def ipa(sizes, seconds):
    details = pywt.wavedec(sizes, "sym16", "per", level=2)[1] / math.sqrt(4)
    found = maxima(details)
    return int(np.count_nonzero(pywt.threshold(found, noise_threshold(found), mode="hard"))) / seconds


def lhipa(sizes, seconds):
    low = pywt.dwt_max_level(len(sizes), pywt.Wavelet("sym16").dec_len) // 2
    fast = pywt.downcoef("d", sizes, "sym16", "per", level=1) / math.sqrt(2)
    slow = pywt.downcoef("d", sizes, "sym16", "per", level=low) / math.sqrt(2**low)
    ratio = np.array([own / fast[int(2**low / 2 * place)] for place, own in enumerate(slow)])
    found = maxima(ratio)
    return int(np.count_nonzero(pywt.threshold(found, noise_threshold(found), mode="less"))) / seconds


def runs(events):
    return [list(map(int, run)) for run in zip(events.frame["onset"].to_list(), events.frame["offset"].to_list())]


def plain(values):
    return [float(f"{value:.9g}") for value in values]


x, y = eyes()
rows = np.stack([x, y], axis=1)
times = np.arange(len(x)) * 2
pixels = np.array([[0.0, 0.0], [512.0, 384.0], [1024.0, 768.0], [100.5, 700.25]])
from_centre = pixels - np.array([512.0, 384.0])
smooth = pos2vel(rows, sampling_rate=RATE, method="savitzky_golay", window_length=11, polyorder=2)
five = pos2vel(rows, sampling_rate=RATE, method="smooth")
steps = np.arange(1200)
sizes = np.round(3 + 0.3 * np.sin(steps / 90) + 0.05 * np.sin(steps / 7) + chance.normal(0, 0.01, 1200) + 0.2 * (steps // 300 % 2), 6)
golden = {
    "made_by": "scripts/golden/gaze.py",
    "versions": {"pymovements": pymovements.__version__, "scipy": scipy.__version__, "pywavelets": pywt.__version__},
    "rate_hz": RATE,
    "x_deg": x.tolist(),
    "y_deg": y.tolist(),
    "pixels": pixels.tolist(),
    "pixels_deg": [plain(column) for column in pix2deg(from_centre, (1024, 768), (38, 30), 67, "center").T],
    "velocity_x": plain(smooth[:, 0]),
    "velocity_y": plain(smooth[:, 1]),
    "five_point_x": plain(five[:, 0]),
    "median_x": plain(medfilt(x, 5)),
    "parabola_x": plain(savgol_filter(x, 7, 2)),
    "ivt_ms": runs(ivt(smooth, timesteps=times, minimum_duration=60, velocity_threshold=30.0)),
    "idt_ms": runs(idt(rows, timesteps=times, minimum_duration=100, dispersion_threshold=1.0)),
    "quick_ms": runs(microsaccades(five[2:-2], timesteps=times[2:-2], minimum_duration=6, threshold="engbert2003", threshold_factor=6)),
    "pupil": sizes.tolist(),
    "pupil_rate_hz": 100.0,
    "ipa_per_s": ipa(sizes, 1199 / 100),
    "lhipa_per_s": lhipa(sizes, 1199 / 100),
}
with open(FILE, "w", encoding="utf-8") as file:
    json.dump(golden, file)
    file.write("\n")
