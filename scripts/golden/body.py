"""Makes crates/pipeline/tests/golden/{skin,breath,brain}.json: what NeuroKit2, SciPy and antropy give on synthetic signals of our own.

python3 -m pip install neurokit2==0.3.0 scipy==1.17.1 antropy==0.2.3 && python3 scripts/golden/body.py
"""
import json
import os
import warnings

import antropy
import neurokit2 as nk
import numpy as np
import scipy
from scipy import signal

warnings.filterwarnings("ignore")
FOLDER = os.path.join(os.path.dirname(__file__), "../../crates/pipeline/tests/golden")
VERSIONS = {"neurokit2": nk.__version__, "scipy": scipy.__version__, "antropy": antropy.__version__, "numpy": np.__version__}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(own) for key, own in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(own) for own in value]
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return None if not np.isfinite(value) else float(f"{value:.9g}")
    return value


def save(name, out):
    with open(os.path.join(FOLDER, f"{name}.json"), "w") as file:
        json.dump(plain({"versions": VERSIONS, **out}), file, separators=(",", ":"))


def noise(count):
    """A pseudo-random part of about -1 to 1 that needs no generator."""
    n = np.arange(count)
    return np.sin(n * n * 0.7 + 0.3 * n)


def skin():
    rate, seconds = 20, 100
    t = np.arange(rate * seconds) / rate
    onsets, sizes = np.array([8.0, 21, 30, 43.5, 52, 66, 79, 88]), np.array([0.6, 0.3, 0.9, 0.15, 0.5, 1.1, 0.25, 0.4])
    shape = lambda s: np.where(s > 0, np.exp(-np.clip(s, 0, None) / 2) - np.exp(-np.clip(s, 0, None) / 0.75), 0) / 0.3454
    eda = 6 - 0.002 * t + 0.15 * np.sin(2 * np.pi * t / 90) + 0.001 * noise(len(t))
    for onset, size in zip(onsets, sizes):
        eda = eda + size * shape(t - onset)
    eda = np.round(eda, 5)
    clean = nk.eda_clean(eda, sampling_rate=rate)
    parts = nk.eda_phasic(clean, sampling_rate=rate, method="highpass")
    median = nk.eda_phasic(clean, sampling_rate=rate, method="smoothmedian")
    phasic = parts["EDA_Phasic"].to_numpy()
    _, info = nk.eda_peaks(phasic, sampling_rate=rate, method="neurokit", amplitude_min=0.05)
    save("skin", {
        "rate_hz": rate, "eda_us": eda, "true_onsets_s": onsets, "true_amplitudes_us": sizes, "clean_us": clean[::5],
        "tonic_us": parts["EDA_Tonic"].to_numpy()[::5], "phasic_us": phasic[::5], "median_tonic_us": median["EDA_Tonic"].to_numpy()[::5],
        "peaks_s": info["SCR_Peaks"] / rate, "amplitudes_us": info["SCR_Amplitude"], "onsets_s": info["SCR_Onsets"] / rate,
        "rises_s": info["SCR_RiseTime"], "half_recoveries_s": info["SCR_RecoveryTime"]})


def breath():
    rate, seconds = 20, 90
    t = np.arange(rate * seconds) / rate
    frequency = 0.25 + 0.04 * np.sin(2 * np.pi * t / 37)
    phase = 2 * np.pi * np.cumsum(frequency) / rate
    belt = (1 + 0.2 * np.sin(2 * np.pi * t / 23)) * np.sin(phase + 0.4 * np.sin(phase)) + 0.3 * np.sin(2 * np.pi * t / 200) + 0.01 * noise(len(t))
    belt = np.round(belt, 5)
    clean = nk.rsp_clean(belt, sampling_rate=rate, method="khodadad2018")
    info = nk.rsp_findpeaks(clean, sampling_rate=rate, method="khodadad2018")
    peaks, troughs = info["RSP_Peaks"], info["RSP_Troughs"]
    bb = np.diff(peaks) / rate * 1000
    save("breath", {
        "rate_hz": rate, "respiration_au": belt, "clean_au": clean[::5], "peaks_s": peaks / rate, "troughs_s": troughs / rate,
        "rate_per_min": 60000 / bb.mean(), "sdbb_ms": bb.std(ddof=1), "rmssd_ms": np.sqrt(np.mean(np.diff(bb) ** 2)),
        "amplitude_au": np.mean(clean[peaks] - clean[troughs])})


def brain():
    rate, seconds = 128, 16
    n = rate * seconds
    t = np.arange(n) / rate
    # A falling background: many tones with power that falls as 1/f^1.5, and a strong alpha at 10 Hz.
    tones = np.arange(0.5, 60, 0.37)
    eeg = sum(6 * f ** -0.75 * np.sin(2 * np.pi * f * t + 2.3 * k * k) for k, f in enumerate(tones))
    eeg = np.round(eeg + 8 * np.sin(2 * np.pi * 10 * t) + 20 * np.sin(2 * np.pi * 50 * t), 3)
    sos = signal.butter(4, [0.5, 45], "bandpass", fs=rate, output="sos")
    clean = signal.sosfiltfilt(sos, eeg)
    b, a = signal.iirnotch(50, 30, fs=rate)
    clean = signal.sosfiltfilt(signal.tf2sos(b, a), clean)
    f, p = signal.welch(clean, fs=rate, nperseg=2 * rate)
    inside = (f >= 0.5) & (f <= 45)
    band = lambda low, high: np.trapezoid(p[(f >= low) & (f <= high)], f[(f >= low) & (f <= high)])
    bands = {name: band(*edges) for name, edges in
             {"delta": (0.5, 4), "theta": (4, 8), "alpha": (8, 13), "beta": (13, 30), "gamma": (30, 45), "all": (0.5, 45)}.items()}
    q = p[inside] / p[inside].sum()
    mobility, complexity = antropy.hjorth_params(clean)
    save("brain", {
        "rate_hz": rate, "af7_uv": eeg, "clean_uv": clean[::4], "bands_uv2": bands,
        "engagement": bands["beta"] / (bands["alpha"] + bands["theta"]), "theta_beta": bands["theta"] / bands["beta"],
        "spectral_entropy": -np.sum(q * np.log2(q)) / np.log2(len(q)),
        "antropy_spectral_entropy": antropy.spectral_entropy(clean, rate, method="welch", nperseg=2 * rate, normalize=True),
        "permutation_entropy": antropy.perm_entropy(clean, order=3, delay=1, normalize=True),
        "mobility": mobility, "complexity": complexity, "true_slope": -1.5, "true_alpha_hz": 10.0})


if __name__ == "__main__":
    skin()
    breath()
    brain()
