"""Makes crates/pipeline/tests/golden/hrv.json: what NeuroKit2, NumPy and SciPy give on intervals of our own.

python3 -m pip install neurokit2==0.3.0 scipy==1.17.1 && python3 scripts/golden/hrv.py > crates/pipeline/tests/golden/hrv.json
"""
import json
import warnings

import neurokit2 as nk
import numpy as np
from scipy import signal
from scipy.interpolate import CubicSpline

warnings.filterwarnings("ignore")
time, lengths = 0.0, []
for place in range(450):
    length = 800 + 30 * np.sin(2 * np.pi * 0.1 * time) + 25 * np.sin(2 * np.pi * 0.25 * time) + 12 * np.sin(place * place * 0.7)
    lengths.append(round(float(length), 6))
    time += length / 1000
x = np.array(lengths)
ends = np.cumsum(x) / 1000
rri = {"RRI": x, "RRI_Time": ends}
t = nk.hrv_time(rri).iloc[0]
grid = ends[0] + np.arange(int((ends[-1] - ends[0]) * 4) + 1) / 4
grid = grid[grid <= ends[-1]]
f, p = signal.welch(CubicSpline(ends, x, bc_type="natural")(grid), fs=4, nperseg=600)


def power(low, high):
    places = np.unique(np.concatenate([[low], f[(f > low) & (f < high)], [high]]))
    return float(np.trapezoid(np.interp(places, f, p), places))


spread = 0.2 * np.std(x, ddof=1)
out = {
    "lengths_ms": lengths,
    "nn_mean_ms": t["HRV_MeanNN"], "nn_median_ms": t["HRV_MedianNN"], "sdnn_ms": t["HRV_SDNN"], "nn_cv": t["HRV_CVNN"],
    "nn_mad_ms": t["HRV_MadNN"], "nn_iqr_ms": t["HRV_IQRNN"], "nn_least_ms": t["HRV_MinNN"], "nn_most_ms": t["HRV_MaxNN"],
    "rmssd_ms": t["HRV_RMSSD"], "sdsd_ms": t["HRV_SDSD"], "rmssd_to_mean_ratio": t["HRV_CVSD"],
    # NeuroKit2 divides by the intervals; the Task Force, and we, by the differences.
    "pnn50_share": t["HRV_pNN50"] / 100 * len(x) / (len(x) - 1), "pnn20_share": t["HRV_pNN20"] / 100 * len(x) / (len(x) - 1),
    "hrv_triangular_index": t["HRV_HTI"],
    "hrv_vlf_ms2": power(0.0033, 0.04), "hrv_lf_ms2": power(0.04, 0.15), "hrv_hf_ms2": power(0.15, 0.4),
    "poincare_sd1_ms": float(np.std(x[1:] - x[:-1], ddof=1) / np.sqrt(2)), "poincare_sd2_ms": float(np.std(x[1:] + x[:-1], ddof=1) / np.sqrt(2)),
    "sample_entropy_nats": float(nk.entropy_sample(x, delay=1, dimension=2, tolerance=spread)[0]),
    "approximate_entropy_nats": float(nk.entropy_approximate(x, delay=1, dimension=2, tolerance=spread)[0]),
    "dfa_alpha1_exponent": float(nk.fractal_dfa(x, scale=list(range(4, 17)), overlap=False)[0]),
    "dfa_alpha2_exponent": float(nk.fractal_dfa(x, scale=list(range(16, 65)), overlap=False)[0]),
}
print(json.dumps({k: v if isinstance(v, list) else float(f"{float(v):.12g}") for k, v in out.items()}))
