"""Makes crates/pipeline/tests/golden/heart.json: beats that NeuroKit2 and wfdb find, and what NeuroKit2 holds to be artefacts.

    python3 -m venv venv && venv/bin/pip install neurokit2==0.3.0 scipy==1.17.1 wfdb==4.3.1
    venv/bin/python scripts/golden/heart.py FOLDER > crates/pipeline/tests/golden/heart.json

FOLDER holds the WFDB records 100, a103l and 03700181 and `systole_ppg_75hz.csv`; of these only the places of the beats are kept.
"""
import json
import pathlib
import sys
import warnings

import neurokit2 as nk
import numpy as np
import wfdb
import wfdb.processing
from neurokit2.signal.signal_fixpeaks import _correct_artifacts, _find_artifacts

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(sys.argv[1])


def places(values):
    return [int(value) for value in values]


def ecg_peaks(values, rate):
    rate = int(rate) if rate == int(rate) else rate
    clean = nk.ecg_clean(values, sampling_rate=rate, method="neurokit")
    found = wfdb.processing.XQRS(sig=np.asarray(values), fs=rate)
    found.detect(verbose=False)
    return {
        "neurokit": places(nk.ecg_peaks(clean, sampling_rate=rate, method="neurokit")[1]["ECG_R_Peaks"]),
        "xqrs": places(found.qrs_inds),
    }


def ppg_peaks(values, rate):
    clean = nk.ppg_clean(values, sampling_rate=rate, method="elgendi")
    return {"neurokit": places(nk.ppg_findpeaks(clean, sampling_rate=rate, method="elgendi")["PPG_Peaks"])}


def record(name, channel, seconds):
    """The first seconds of a record; what is missing is filled by lines, since the peers take nothing missing."""
    rate = wfdb.rdheader(str(FOLDER / name)).fs
    values = wfdb.rdrecord(str(FOLDER / name), channels=[channel], sampto=int(seconds * rate)).p_signal[:, 0]
    known = np.isfinite(values)
    return np.interp(np.arange(len(values)), np.flatnonzero(known), values[known]), rate


def real(name, channel, seconds, peaks):
    values, rate = record(name, channel, seconds)
    return {"record": name, "channel": channel, "rate_hz": rate, "samples": len(values), **peaks(values, rate)}


def simulated_ecg():
    rate = 250
    values = np.round(nk.ecg_simulate(duration=30, sampling_rate=rate, heart_rate=72, noise=0.05, random_state=3), 3)
    return {"rate_hz": rate, "ecg_mv": values.tolist(), **ecg_peaks(values, rate)}


def simulated_ppg():
    rate = 50
    values = np.round(nk.ppg_simulate(duration=60, sampling_rate=rate, heart_rate=72, random_state=3, random_state_distort=3), 3)
    return {"rate_hz": rate, "ppg_au": values.tolist(), **ppg_peaks(values, rate)}


def variability(beats):
    """SDNN and RMSSD in milliseconds."""
    lengths = np.diff(beats)
    return [round(float(value), 4) for value in (np.std(lengths, ddof=1), np.sqrt(np.mean(np.diff(lengths) ** 2)))]


def artefacts(truth, beats):
    """What is found in one pass (as published), and the variability after that pass and after as many as NeuroKit2 makes by itself."""
    beats = np.array(sorted(beats))
    found, _ = _find_artifacts(beats, sampling_rate=1000)
    _, corrected = nk.signal_fixpeaks(beats, sampling_rate=1000, iterative=True, method="Kubios")
    return {
        "beats_ms": places(beats), **{name: places(own) for name, own in found.items()},
        "true": variability(truth), "raw": variability(beats), "once": variability(_correct_artifacts(found, beats)), "corrected": variability(corrected),
    }


def premature():
    """Record 100's beats as cardiologists marked them: which of them NeuroKit2 holds to be out of place, counted from 0."""
    marks = wfdb.rdann(str(FOLDER / "100"), "atr")
    beats = np.array([place for place, symbol in zip(marks.sample, marks.symbol) if symbol in "NAV"])
    found, _ = _find_artifacts(beats, sampling_rate=360)
    return {name: places(found[name]) for name in ("ectopic", "longshort")}


def beats_with_artefacts():
    time, truth = 0.0, [0]
    for place in range(400):
        time += (800 + 30 * np.sin(2 * np.pi * 0.1 * time) + 25 * np.sin(2 * np.pi * 0.25 * time) + 12 * np.sin(place * place * 0.7)) / 1000
        truth.append(round(time * 1000))
    moved = lambda by: [own + by.get(place, 0) for place, own in enumerate(truth)]
    without = lambda gone: [own for place, own in enumerate(truth) if place not in gone]
    return {
        "none": artefacts(truth, truth),
        "missed": artefacts(truth, without([40, 160, 260])),
        "two in a row missed": artefacts(truth, without([40, 41, 160, 161])),
        "extra": artefacts(truth, truth + [truth[60] + 390, truth[200] + 300]),
        "early": artefacts(truth, moved({50: -250, 150: -300, 300: -200})),
        "misplaced": artefacts(truth, moved({50: 150, 150: -120, 300: 100, 350: 60})),
    }


print(json.dumps({
    "versions": {"neurokit2": nk.__version__, "wfdb": wfdb.__version__, "numpy": np.__version__},
    "ecg": simulated_ecg(),
    "ppg": simulated_ppg(),
    "real_ecg": [real("100", 0, 300, ecg_peaks), real("a103l", 0, 300, ecg_peaks), real("03700181", 0, 300, ecg_peaks)],
    "real_ppg": {"rate_hz": 75, **ppg_peaks(np.loadtxt(FOLDER / "systole_ppg_75hz.csv", skiprows=1), 75)},
    "premature": premature(),
    "artefacts": beats_with_artefacts(),
}, separators=(",", ":")))
