"""Makes crates/learn/tests/golden/dsp.json: what SciPy gives on a small synthetic signal of our own.

python3 -m pip install scipy==1.17.1 && python3 scripts/golden/dsp.py > crates/learn/tests/golden/dsp.json
"""
import json
import numpy as np
import scipy
from scipy import signal
from scipy.interpolate import CubicSpline, PchipInterpolator

rate = 100.0
n = np.arange(240)
t = n / rate
# Two tones, a slope, and a pseudo-random part that needs no generator.
x = np.sin(2 * np.pi * 3 * t) + 0.5 * np.sin(2 * np.pi * 17 * t + 1) + 0.4 * t + 0.3 * np.sin(n * n * 0.7)
out = {"scipy": scipy.__version__, "rate_hz": rate, "signal": x}

filters = {}
for name, order, band, kind in [
    ("below", 4, 8, "lowpass"), ("above", 5, 0.5, "highpass"), ("between", 3, [5, 15], "bandpass"), ("wide", 3, [0.5, 30], "bandpass"),
    ("outside", 2, [10, 25], "bandstop"), ("first", 1, 8, "lowpass"),
]:
    sos = signal.butter(order, band, kind, fs=rate, output="sos")
    filters[name] = {"order": order, "band": np.atleast_1d(band), "kind": kind,
                     "forward": signal.sosfilt(sos, x), "both": signal.sosfiltfilt(sos, x)}
out["butterworth"] = filters
b, a = signal.iirnotch(17, 5, fs=rate)
out["notch"] = {"forward": signal.lfilter(b, a, x), "both": signal.sosfiltfilt(signal.tf2sos(b, a), x)}
out["savgol"] = [{"window": w, "degree": d, "derivative": v, "out": signal.savgol_filter(x, w, d, deriv=v, delta=1 / rate)}
                 for w, d, v in [(7, 2, 0), (11, 3, 1), (15, 4, 2), (31, 5, 0)]]
welch = []
for piece, overlap, nfft, average in [(64, 32, 64, "mean"), (50, 25, 128, "mean"), (61, 20, 61, "median"), (400, 200, 400, "mean")]:
    if piece > len(x):
        f, p = signal.welch(x, fs=rate, nperseg=len(x))
    else:
        f, p = signal.welch(x, fs=rate, nperseg=piece, noverlap=overlap, nfft=nfft, average=average)
    welch.append({"piece": piece, "overlap": overlap, "nfft": nfft, "average": average, "frequencies": f, "density": p})
out["welch"] = welch
times = t + 0.003 * np.sin(n * 1.3)
freqs = 0.5 + 0.25 * np.arange(100)
power = signal.lombscargle(times, x - x.mean(), 2 * np.pi * freqs)
out["lombscargle"] = {"times": times, "start": 0.5, "step": 0.25, "power": power}
peaks = []
for rules in [{}, {"height": 0.5}, {"distance": 7.5}, {"prominence": 0.4}, {"prominence": 0.2, "wlen": 21}, {"width": 2.0},
              {"height": 0, "distance": 5, "prominence": 0.3, "width": 1.5, "rel_height": 0.7}]:
    asked = dict(rules)
    if "prominence" in rules or "width" in rules:
        asked.setdefault("width", 0)
        asked.setdefault("prominence", 0)
    found, more = signal.find_peaks(x, **asked)
    peaks.append({"rules": rules, "places": found, "prominences": more.get("prominences", []),
                  "left": more.get("left_ips", []), "right": more.get("right_ips", [])})
out["peaks"] = peaks
out["detrend"] = {"linear": signal.detrend(x), "constant": signal.detrend(x, type="constant")}
knots = np.cumsum(0.3 + 0.2 * np.abs(np.sin(np.arange(20) * 2.1)))
heights = np.sin(knots) + 0.3 * np.cos(5 * knots)
places = np.linspace(knots[0], knots[-1], 97)
out["curves"] = {"x": knots, "y": heights, "places": places, "natural": CubicSpline(knots, heights, bc_type="natural")(places),
                 "pchip": PchipInterpolator(knots, heights)(places)}
out["resample"] = [{"up": u, "down": d, "out": signal.resample_poly(x, u, d)} for u, d in [(2, 3), (5, 2), (1, 4), (25, 36)]]
out["rfft"] = [{"re": np.fft.rfft(x[:m]).real, "im": np.fft.rfft(x[:m]).imag} for m in (16, 45, 240)]


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    return float(f"{value:.12g}") if isinstance(value, float) else value


print(json.dumps(plain(out)))
