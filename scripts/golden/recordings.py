"""Makes fixtures/recordings: one tiny recording for each format that is read. All signals are made up here.

    python3 -m venv venv && venv/bin/pip install numpy==2.3.5 pandas==3.1.1 wfdb==4.3.1 pyedflib==0.1.42 pyxdf==1.17.5 fitdecode==0.11.0 pyarrow==26.0.1
    venv/bin/python scripts/golden/recordings.py

`expected.json` holds, for each file, what a reference reader (or, where there is none, this script) says is in it: how many samples each
stream has, its first and last time, and the mean of each channel. crates/sensors/tests/recordings.rs compares.
"""

import gzip
import io
import json
import math
import pathlib
import shutil
import struct
import tempfile
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyedflib
import pyxdf
import wfdb

import formats

OUT = formats.ROOT / "fixtures/recordings"
RANDOM = np.random.default_rng(11)
START_S = 1795515630  # 2026-11-24T10:20:30Z
EXPECTED = {}


def write(name, text):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def expect(name, reference, streams, marks=0):
    """streams: name -> (times in seconds, {channel: values})."""

    def one(times, channels):
        def mean(values):
            values = np.asarray(values, dtype=float)
            return None if not np.isfinite(values).any() else float(np.nanmean(values))

        return {"samples": len(times), "first_s": float(times[0]), "last_s": float(times[-1]), "means": {key: mean(v) for key, v in channels.items()}}

    EXPECTED[name] = {"reference": reference, "marks": marks, "streams": {key: one(*value) for key, value in streams.items()}}


def table(columns, separator=",", end="\n", comma=False):
    rows = [separator.join(columns)]
    for row in zip(*columns.values()):
        cells = ["" if isinstance(cell, float) and math.isnan(cell) else f"{cell}" for cell in row]
        rows.append(separator.join(cell.replace(".", ",") if comma else cell for cell in cells))
    return end.join(rows) + end


def gaze(seconds, rate):
    """Fixations of a quarter to half a second on made-up places, saccades between them, a blink every three seconds."""
    count = int(seconds * rate)
    x, y = np.zeros(count), np.zeros(count)
    at, place = 0, np.array([960.0, 540.0])
    while at < count:
        stay = int(RANDOM.uniform(0.25, 0.5) * rate)
        x[at : at + stay], y[at : at + stay] = place
        at += stay
        there = RANDOM.uniform([200, 150], [1700, 900])
        jump = max(int(0.04 * rate), 1)
        share = (1 - np.cos(np.linspace(0, np.pi, jump + 2)[1:-1])) / 2
        for step in range(min(jump, count - at)):
            x[at + step], y[at + step] = place + (there - place) * share[step]
        at, place = at + jump, there
    x, y = np.round(x + RANDOM.normal(0, 1, count), 1), np.round(y + RANDOM.normal(0, 1, count), 1)
    pupil = np.round(3.2 + 0.3 * np.sin(np.arange(count) / rate) + RANDOM.normal(0, 0.01, count), 3)
    blink = (np.arange(count) / rate) % 3 > 2.85
    for values in (x, y, pupil):
        values[blink] = np.nan
    return np.arange(count) / rate, x, y, pupil


def ecg(seconds, rate, every=0.85):
    t = np.arange(int(seconds * rate)) / rate
    since = (t + every / 2) % every - every / 2
    beat = np.exp(-((since / 0.012) ** 2)) - 0.15 * np.exp(-(((since - 0.04) / 0.015) ** 2)) + 0.25 * np.exp(-(((since - 0.25) / 0.05) ** 2))
    return t, beat + 0.02 * np.sin(2 * np.pi * 31.7 * t) + RANDOM.normal(0, 0.005, len(t))


def tables():
    t, x, y, pupil = gaze(12, 60)
    millis = np.round(t * 1000, 3)
    write("gaze.csv", table({"t_ms": millis, "x_px": x, "y_px": y, "left_pupil_mm": pupil, "label": np.where(t < 6, "reading", "search")}))
    read = pd.read_csv(OUT / "gaze.csv")
    of_gaze = {"gaze": (read.t_ms / 1000, {"x_px": read.x_px, "y_px": read.y_px}), "pupil": (read.t_ms / 1000, {"left_pupil_mm": read.left_pupil_mm})}
    of_gaze = {key: (list(times), channels) for key, (times, channels) in of_gaze.items()}
    reference = f"pandas {pd.__version__}"
    expect("gaze.csv", reference, of_gaze, 2)
    with open(OUT / "gaze.csv.gz", "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
        packed.write((OUT / "gaze.csv").read_bytes())
    expect("gaze.csv.gz", reference, of_gaze, 2)
    rows = table({"Time [s]": np.round(t, 4), "Left pupil [mm]": pupil, "Right pupil [mm]": np.round(pupil * 0.98, 3)}, "\t")
    write("pupil.tsv", rows)
    read = pd.read_csv(OUT / "pupil.tsv", sep="\t")
    expect("pupil.tsv", reference, {"pupil": (list(read.iloc[:, 0]), {"left_pupil_mm": read.iloc[:, 1], "right_pupil_mm": read.iloc[:, 2]})})
    rr = np.round(850 + 40 * np.sin(np.arange(60) * 0.7) + RANDOM.normal(0, 8, 60), 1)
    write("rr.csv", table({"rr_ms": rr}))
    expect("rr.csv", reference, {"rr": (list(np.cumsum(pd.read_csv(OUT / "rr.csv").rr_ms) / 1000), {"rr_ms": rr})})
    skin = np.round(4 + 0.5 * np.exp(-(((np.arange(200) / 4 - 20) / 3) ** 2)), 4)
    write("semicolons.csv", table({"Zeit (s)": np.arange(200) / 4, "EDA (µS)": skin}, ";", "\r\n", comma=True).replace("Zeit", "Time"))
    read = pd.read_csv(OUT / "semicolons.csv", sep=";", decimal=",")
    expect("semicolons.csv", reference, {"eda": (list(read.iloc[:, 0]), {"eda_us": read.iloc[:, 1]})})
    write("utf16.tsv", rows.replace("Left", "Left").encode("utf-16"))
    read = pd.read_csv(OUT / "utf16.tsv", sep="\t", encoding="utf-16")
    expect("utf16.tsv", reference, {"pupil": (list(read.iloc[:, 0]), {"left_pupil_mm": read.iloc[:, 1], "right_pupil_mm": read.iloc[:, 2]})})
    write("headless.csv", "".join(f"{a},{b},{c}\n" for a, b, c in zip(np.round(x[:60], 1), np.round(y[:60], 1), np.arange(60))))
    write("map.toml", "header = false\n\n[stream.gaze]\nrate_hz = 60\nunit = \"px\"\nx = 1\ny = 2\n")
    write("map-parquet.toml", "[stream.ecg]\ntime = \"timestamp\"\nunit = \"mv\"\necg = \"ecg_mv\"\n")


def trackers():
    t, x, y, pupil = gaze(12, 60)
    own = "this script"
    lines = ["** CONVERTED FROM made-up.edf", "** DATE: none", "", "MSG\t5000 GAZE_COORDS 0.00 0.00 1919.00 1079.00", "START\t5000 \tLEFT\tSAMPLES\tEVENTS", "SAMPLES\tGAZE\tLEFT\tRATE\t  60.00\tTRACKING\tCR\tFILTER\t2", "MSG\t5010 trial 1"]
    times = 5000 + np.round(t * 1000)
    for when, a, b, c in zip(times, x, y, pupil):
        lines.append(f"{int(when)}\t   .\t   .\t    0.0\t..." if math.isnan(a) else f"{int(when)}\t{a:8.1f}\t{b:8.1f}\t{c * 300:8.1f}\t...")
    lines += ["SBLINK L 7850", "EBLINK L 7850\t7983\t150", "EFIX L   5000\t5300\t317\t  960.0\t  540.0\t    960", f"END\t{int(times[-1])} \tSAMPLES\tEVENTS\tRES\t  38.5\t  38.5"]
    write("eyelink.asc", "\n".join(lines) + "\n")
    au = np.round(pupil * 300, 1)
    expect("eyelink.asc", own, {"gaze": (times / 1000, {"x_px": x, "y_px": y}), "pupil": (times / 1000, {"pupil_au": au})}, 6)
    kind = np.where(np.isnan(x), "EyesNotFound", "Fixation")
    micros = np.round(t * 1e6).astype(int)
    wide = {"Recording timestamp [μs]": micros, "Sensor": ["Eye Tracker"] * len(t), "Recording resolution width": [1920] * len(t), "Recording resolution height": [1080] * len(t), "Gaze point X [DACS px]": x, "Gaze point Y [DACS px]": y, "Pupil diameter left [mm]": pupil, "Eye movement type": kind}
    write("tobii.tsv", table(wide, "\t", "\r\n"))
    expect("tobii.tsv", own, {"gaze": (micros / 1e6, {"x_px": x, "y_px": y}), "pupil": (micros / 1e6, {"left_pupil_mm": pupil})}, 8)
    stamp = np.round(100 + t, 6)
    sees = ~np.isnan(x)
    nx, ny = np.round(x / 1920, 5), np.round(1 - y / 1080, 5)
    write("pupil-core/gaze_positions.csv", table({"gaze_timestamp": stamp[sees], "world_index": np.arange(sees.sum()), "confidence": [0.9] * sees.sum(), "norm_pos_x": nx[sees], "norm_pos_y": ny[sees], "base_data": ["a-0"] * sees.sum()}))
    eyes = {"pupil_timestamp": np.repeat(stamp[sees], 2), "world_index": np.repeat(np.arange(sees.sum()), 2), "eye_id": [0, 1] * sees.sum(), "confidence": [0.9] * 2 * sees.sum(), "norm_pos_x": [0.5] * 2 * sees.sum(), "norm_pos_y": [0.5] * 2 * sees.sum(), "diameter": np.repeat(np.round(pupil[sees] * 12, 2), 2), "method": ["pye3d 0.3.0 real-time"] * 2 * sees.sum(), "diameter_3d": np.repeat(pupil[sees], 2)}
    write("pupil-core/pupil_positions.csv", table(eyes))
    write("pupil-core/blinks.csv", "id,start_timestamp,duration,end_timestamp,start_frame_index\n1,102.85,0.15,103.0,171\n2,105.85,0.15,106.0,351\n")
    px = {"right_pupil_mm": pupil[sees], "right_pupil_px": np.round(pupil[sees] * 12, 2)}
    left = {"left_pupil_mm": pupil[sees], "left_pupil_px": np.round(pupil[sees] * 12, 2)}
    expect("pupil-core", own, {"gaze": (stamp[sees], {"x_norm": nx[sees], "y_norm": 1 - ny[sees]}), "pupil-right": (stamp[sees], px), "pupil-left": (stamp[sees], left)}, 2)
    nanos = START_S * 10**9 + np.round(t * 1e9).astype(np.int64)
    write("pupil-cloud/gaze.csv", table({"section id": ["s"] * len(t), "recording id": ["r"] * len(t), "timestamp [ns]": nanos, "gaze x [px]": x, "gaze y [px]": y, "worn": sees * 1.0, "azimuth [deg]": np.round((x - 960) / 40, 3), "elevation [deg]": np.round((540 - y) / 40, 3)}))
    write("pupil-cloud/blinks.csv", f"section id,recording id,blink id,start timestamp [ns],end timestamp [ns],duration [ms]\ns,r,1,{START_S}850000000,{START_S + 1}000000000,150\n")
    expect("pupil-cloud", own, {"gaze": (nanos / 1e9, {"x_px": x, "y_px": y, "y_deg": -np.round((540 - y) / 40, 3)})}, 1)
    millis = np.round(t * 1000)[sees]
    points = [{"timestamp": int(when), "x": float(a), "y": float(b), "label": "search"} for when, a, b in zip(millis, x[sees], y[sees])]
    write("webgazer.json", json.dumps([{"calibrationData": points}]))
    expect("webgazer.json", own, {"gaze": (millis / 1000, {"x_px": x[sees], "y_px": y[sees]})}, 2)
    mx, my = np.round(x[sees]).astype(int), np.round(y[sees]).astype(int)
    seconds = np.round(t[sees], 3)
    write("balabit.csv", table({"record timestamp": seconds, "client timestamp": seconds, "button": ["NoButton"] * len(mx), "state": ["Move"] * len(mx), "x": mx, "y": my}))
    expect("balabit.csv", own, {"pointer": (seconds, {"x_px": mx, "y_px": my, "is_down": 0 * mx})})


def wristband():
    own = "this script"
    t = np.arange(64 * 30) / 64
    pulse = np.round(60 * np.sin(2 * np.pi * 1.2 * t) + 20 * np.sin(2 * np.pi * 2.4 * t), 2)
    skin = np.round(0.8 + 0.2 * np.exp(-(((np.arange(120) / 4 - 12) / 2) ** 2)), 6)
    acc = np.round(np.stack([3 * np.sin(np.arange(960) / 40), 2 * np.cos(np.arange(960) / 30), 62 + 0 * np.arange(960)])).astype(int)
    beats = np.round(0.5 + np.cumsum([0.83] * 30), 6)
    files = {
        "BVP.csv": f"{START_S}.000000\n64.000000\n" + "".join(f"{value}\n" for value in pulse),
        "EDA.csv": f"{START_S}.000000\n4.000000\n" + "".join(f"{value}\n" for value in skin),
        "ACC.csv": ", ".join([f"{START_S}.000000"] * 3) + "\n" + ", ".join(["32.000000"] * 3) + "\n" + "".join("%d,%d,%d\n" % tuple(row) for row in acc.T),
        "IBI.csv": f"{START_S}.000000, IBI\n" + "".join(f"{when},0.83\n" for when in beats),
        "tags.csv": f"{START_S + 12}.5\n",
    }
    for name, text in files.items():
        write(f"e4/{name}", text)
    streams = {
        "ppg": (START_S + t, {"ppg_au": pulse}),
        "eda": (START_S + np.arange(120) / 4, {"eda_us": skin}),
        "movement": (START_S + np.arange(960) / 32, {"acceleration_x_g": acc[0] / 64, "acceleration_z_g": acc[2] / 64}),
        "rr": (START_S + beats, {"rr_ms": [830.0] * 30}),
    }
    expect("e4", own, streams, 1)
    archive("e4.zip", files)
    expect("e4.zip", own, streams, 1)


def archive(name, files):
    with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_DEFLATED) as zipped:
        for inner, text in files.items():
            about = zipfile.ZipInfo(inner, (2026, 11, 24, 10, 20, 30))
            about.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(about, text)


def binary():
    t, heart = ecg(20, 250)
    breath = np.sin(2 * np.pi * 0.25 * t)
    wfdb.wrsamp("heart", fs=250, units=["mV", "NU"], sig_name=["MLII", "RESP"], p_signal=np.stack([heart, breath], 1), fmt=["16", "16"], write_dir=str(OUT), adc_gain=[1000, 1000], baseline=[0, 0])
    wfdb.wrann("heart", "atr", np.round(np.arange(0, 20, 0.85) * 250).astype(int)[1:], symbol=["N"] * 23, write_dir=str(OUT))
    read, marks = wfdb.rdrecord(str(OUT / "heart")), wfdb.rdann(str(OUT / "heart"), "atr")
    expect("heart.hea", f"wfdb {wfdb.__version__}", {"ecg": (t, {"ecg_mv": read.p_signal[:, 0]}), "respiration": (t, {"respiration_au": read.p_signal[:, 1]})}, len(marks.sample))
    for name, kind, low, high in [("eeg.edf", pyedflib.FILETYPE_EDFPLUS, -32768, 32767), ("eeg.bdf", pyedflib.FILETYPE_BDFPLUS, -8388608, 8388607)]:
        writer = pyedflib.EdfWriter(str(OUT / name), 2, file_type=kind)
        writer.setStartdatetime(__import__("datetime").datetime(2026, 11, 24, 10, 20, 30))
        for place, label in enumerate(["EEG Fpz", "EEG Oz"]):
            writer.setSignalHeader(place, {"label": label, "dimension": "uV", "sample_frequency": 128, "physical_min": -200.0, "physical_max": 200.0, "digital_min": low, "digital_max": high, "transducer": "", "prefilter": ""})
        s = np.arange(12 * 128) / 128
        writer.writeSamples([20 * np.sin(2 * np.pi * 10 * s) + RANDOM.normal(0, 3, len(s)), 30 * np.sin(2 * np.pi * 10 * s) + RANDOM.normal(0, 3, len(s))])
        writer.writeAnnotation(2.0, -1, "eyes closed")
        writer.close()
        reader = pyedflib.EdfReader(str(OUT / name))
        expect(name, f"pyedflib {pyedflib.__version__}", {"eeg": (START_S + s, {"fpz_uv": reader.readSignal(0), "oz_uv": reader.readSignal(1)})}, len(reader.readAnnotations()[0]))
        reader.close()
    with tempfile.TemporaryDirectory() as folder:
        formats.OUT = pathlib.Path(folder)
        golden = {}
        formats.xdf_files(golden)
        formats.fit_files(golden)
        for name in ["lsl.xdf", "run.fit"]:
            shutil.copy(pathlib.Path(folder) / name, OUT / name)
            found = golden[name]
            streams = {one["name"]: (one["time_s"], {key: [math.nan if v is None else v for v in values] for key, values in one["channels"].items()}) for one in found["streams"]}
            expect(name, found["reference"], streams, len(found["annotations"]))
    t, heart = ecg(20, 250)
    nanos = START_S * 10**9 + np.round(t * 1e9).astype(np.int64)
    columns = {"timestamp": pa.array(nanos, pa.timestamp("ns", tz="UTC")), "ecg_mv": heart, "heart_rate": pa.array((70 + np.arange(len(t)) % 3).astype(np.int32))}
    pq.write_table(pa.table(columns), OUT / "heart.parquet", compression="zstd")
    read = pq.read_table(OUT / "heart.parquet").to_pandas()
    times = list(nanos / 1e9)
    expect("heart.parquet", f"pyarrow {pa.__version__}", {"ecg": (times, {"ecg_mv": read.ecg_mv}), "heart-rate": (times, {"heart_rate_bpm": read.heart_rate})})


def history():
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me,Record*)>\n]>\n<HealthData locale="en_GB">\n <ExportDate value="2026-11-24 11:30:00 +0100"/>\n'
    rates = [62 + place % 9 for place in range(30)]
    body = "".join(
        f' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="made up" unit="count/min" startDate="2026-11-24 11:{20 + place // 6:02}:{place % 6 * 10:02} +0100" endDate="2026-11-24 11:{20 + place // 6:02}:{place % 6 * 10:02} +0100" value="{rate}"/>\n'
        for place, rate in enumerate(rates)
    )
    body += ' <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="made up" startDate="2026-11-24 01:00:00 +0100" endDate="2026-11-24 02:30:00 +0100" value="HKCategoryValueSleepAnalysisAsleepCore"/>\n'
    body += ' <Record type="HKQuantityTypeIdentifierHeartRateVariabilitySDNN" unit="ms" startDate="2026-11-24 11:24:00 +0100" endDate="2026-11-24 11:25:00 +0100" value="40">\n  <HeartRateVariabilityMetadataList>\n'
    beats = [30.00, 30.95, 31.91, 32.86]
    body += "".join(f'   <InstantaneousBeatsPerMinute bpm="63" time="11:24:{when:05.2f}"/>\n' for when in beats)
    body += "  </HeartRateVariabilityMetadataList>\n </Record>\n</HealthData>\n"
    write("export.xml", head + body)
    first = START_S - 30
    rr = [60000 / 63, 950.0, 960.0, 950.0]
    streams = {"heart-rate": (first + np.arange(30) * 10, {"heart_rate_bpm": rates}), "rr": (first + 240 + np.array(beats), {"rr_ms": rr})}
    expect("export.xml", "this script", streams, 1)
    archive("export.zip", {"apple_health_export/export.xml": head + body, "apple_health_export/export_cda.xml": "<ClinicalDocument/>", "apple_health_export/workout-routes/route.gpx": "<gpx/>"})
    expect("export.zip", "this script", streams, 1)
    event = lambda second, seconds, data: {"timestamp": f"2026-11-24T10:{20 + second // 60:02}:{second % 60:02}+00:00", "duration": seconds, "data": data}
    window = {"id": "aw-watcher-window_desk", "type": "currentwindow", "client": "aw-watcher-window", "hostname": "desk", "created": "2026-11-24T10:00:00+00:00", "events": [event(0, 30.0, {"app": "Editor", "title": "notes.md"}), event(30, 15.5, {"app": "Browser", "title": "Documentation"})]}
    afk = {"id": "aw-watcher-afk_desk", "type": "afkstatus", "client": "aw-watcher-afk", "hostname": "desk", "created": "2026-11-24T10:00:00+00:00", "events": [event(0, 45.5, {"status": "not-afk"})]}
    write("activitywatch.json", json.dumps({"buckets": {window["id"]: window, afk["id"]: afk}}, indent=1) + "\n")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for make in [tables, trackers, wristband, binary, history]:
        make()
    lines = [f"{json.dumps(name)}: {json.dumps(EXPECTED[name])}" for name in sorted(EXPECTED)]
    write("expected.json", "{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(EXPECTED)} recordings in {OUT}")
