"""Makes the small recordings in crates/sensors/tests/golden/formats and what reference programs read in them.

    python3 -m venv venv && venv/bin/pip install wfdb==4.3.1 pyedflib==0.1.42 pyxdf==1.17.5 fitdecode==0.11.0 pyarrow==26.0.1
    venv/bin/python scripts/golden/formats.py

All signals are made here. `formats.json` holds, for each file, the streams with our names and the values of the reference;
crates/sensors/tests/binary_formats.rs compares. With a folder as argument (of WFDB records) it instead compares records that
lie there with what `cargo run -p attentive-sensors --example recording_to_tables` makes of them.
"""

import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

import fitdecode
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyedflib
import pyxdf
import wfdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "crates/sensors/tests/golden/formats"
RANDOM = np.random.default_rng(7)


def numbers(values):
    """Numbers as JSON; missing is null."""
    return [None if not math.isfinite(float(value)) else float(value) for value in values]


# WFDB ---------------------------------------------------------------------------------------------------------------


def pack(number, steps):
    """Steps in the storage format of that number."""
    flat = [int(step) for step in steps]
    if number == 8:
        return bytes(step & 0xFF for step in flat)  # the caller hands over differences
    if number == 80:
        return bytes(step + 128 for step in flat)
    if number == 16:
        return b"".join(struct.pack("<h", step) for step in flat)
    if number == 61:
        return b"".join(struct.pack(">h", step) for step in flat)
    if number == 160:
        return b"".join(struct.pack("<H", step + 32768) for step in flat)
    if number == 24:
        return b"".join(struct.pack("<i", step)[:3] for step in flat)
    if number == 32:
        return b"".join(struct.pack("<i", step) for step in flat)
    if number == 212:
        out = b""
        for first, second in zip(flat[::2], flat[1::2]):
            first, second = first & 0xFFF, second & 0xFFF
            out += bytes([first & 0xFF, first >> 8 | (second >> 8) << 4, second & 0xFF])
        return out
    out = b""
    for place in range(0, len(flat), 3):
        a, b, c = [step & 0x3FF for step in (flat[place : place + 3] + [0, 0])[:3]]
        if number == 311:
            out += struct.pack("<I", a | b << 10 | c << 20)
        else:
            out += struct.pack("<HH", a << 1 | (c & 0x1F) << 11, b << 1 | (c >> 5) << 11)
    return out


RANGES = {8: 120, 16: 30000, 24: 8000000, 32: 2000000000, 61: 30000, 80: 120, 160: 30000, 212: 2000, 310: 500, 311: 500}
MISSING = {16: -32768, 24: -(2**23), 32: -(2**31), 61: -32768, 80: -128, 160: -32768, 212: -2048, 310: -512, 311: -512}


def wfdb_files(golden):
    for number, largest in RANGES.items():
        name = f"w{number}"
        count = 30
        steps = np.round(largest * np.sin(np.arange(2 * count) * 0.7) * 0.9).astype(int).reshape(count, 2)
        if number in MISSING:
            steps[4, 1] = MISSING[number]
        if number == 8:
            steps = np.cumsum(np.round(50 * np.sin(np.arange(2 * count) * 0.7)).astype(int).reshape(count, 2), axis=0)
            coded = np.diff(np.vstack([[3, -2], steps]), axis=0).reshape(-1)
            first = (3, -2)
        else:
            coded = steps.reshape(-1)
            first = (int(steps[0, 0]), int(steps[0, 1]))
        (OUT / f"{name}.dat").write_bytes(pack(number, coded))
        sums = [int(np.int16(np.uint16(int(column.sum()) & 0xFFFF))) for column in steps.T]
        lines = [f"{name} 2 250 {count} 10:20:30 24/11/2026"]
        for place, (gain, label) in enumerate([("200(12)/mV", "MLII"), ("100/mV", "V5")]):
            lines.append(f"{name}.dat {number} {gain} 12 {0} {first[place]} {sums[place]} 0 {label}")
        (OUT / f"{name}.hea").write_text("\n".join(lines) + "\n")
        read = wfdb.rdrecord(str(OUT / name))
        golden[f"{name}.hea"] = {
            "reference": f"wfdb {wfdb.__version__}",
            "streams": [stream("ecg", 1795515630.0 + np.arange(count) / 250, ["ecg_mv", "ecg_2_mv"], read.p_signal.T)],
            "annotations": [],
        }
    samples = np.array([3, 10, 2000, 70000, 70001])
    wfdb.wrann("w212", "atr", samples, symbol=["+", "N", "V", "A", "N"], aux_note=["(N", "", "", "", ""], fs=250, write_dir=str(OUT))
    read = wfdb.rdann(str(OUT / "w212"), "atr")
    golden["w212.hea"]["annotations"] = [
        [1795515630.0 + sample / 250, 0.0, symbol + (" " + aux if aux else "")]
        for sample, symbol, aux in zip(read.sample, read.symbol, [aux.strip("\0") for aux in read.aux_note])
    ]


def stream(name, times_s, names, channels):
    return {
        "name": name,
        "time_s": numbers(times_s),
        "channels": {channel: numbers(values) for channel, values in zip(names, channels)},
    }


# EDF, BDF -----------------------------------------------------------------------------------------------------------


def edf_files(golden):
    for name, kind, low, high in [("plus.edf", pyedflib.FILETYPE_EDFPLUS, -32768, 32767), ("plus.bdf", pyedflib.FILETYPE_BDFPLUS, -8388608, 8388607)]:
        path = str(OUT / name)
        about = [
            ("EEG Fpz-Cz", "uV", 50, -200.0, 200.0),
            ("ECG", "mV", 100, -5.0, 5.0),
            ("Resp chest", "", 10, -1.0, 1.0),
        ]
        writer = pyedflib.EdfWriter(path, len(about), file_type=kind)
        writer.setStartdatetime(__import__("datetime").datetime(2026, 11, 24, 10, 20, 30))
        for place, (label, unit, rate, smallest, largest) in enumerate(about):
            writer.setSignalHeader(
                place,
                {
                    "label": label, "dimension": unit, "sample_frequency": rate, "physical_min": smallest, "physical_max": largest,
                    "digital_min": low, "digital_max": high, "transducer": "", "prefilter": "",
                },
            )
        data = [largest * 0.8 * np.sin(np.arange(3 * rate) * 0.3 + place) for place, (_, _, rate, _, largest) in enumerate(about)]
        writer.writeSamples(data)
        writer.writeAnnotation(0.5, -1, "begin")
        writer.writeAnnotation(1.25, 0.75, "stimulus")
        writer.close()
        reader = pyedflib.EdfReader(path)
        onsets, durations, texts = reader.readAnnotations()
        streams = []
        for place, (ours, channel) in enumerate([("eeg", "fpz_cz_uv"), ("ecg", "ecg_mv"), ("respiration", "respiration_au")]):
            values = reader.readSignal(place)
            times = 1795515630.0 + np.arange(len(values)) / about[place][2]
            streams.append(stream(ours, times, [channel], [values]))
        golden[name] = {
            "reference": f"pyedflib {pyedflib.__version__}",
            "streams": streams,
            "annotations": [[1795515630.0 + onset, max(float(duration), 0.0), text] for onset, duration, text in zip(onsets, durations, texts)],
        }
        reader.close()


# XDF ----------------------------------------------------------------------------------------------------------------

BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")


def varlen(number):
    if number < 256:
        return struct.pack("<BB", 1, number)
    return struct.pack("<BI", 4, number)


def chunk(tag, content):
    body = struct.pack("<H", tag) + content
    return varlen(len(body)) + body


def xdf_header(number, name, content, rate, form, labels):
    channels = "".join(f"<channel><label>{label}</label><unit>{unit}</unit></channel>" for label, unit in labels)
    xml = (
        f'<?xml version="1.0"?><info><name>{name}</name><type>{content}</type><channel_count>{max(len(labels), 1)}</channel_count>'
        f"<nominal_srate>{rate}</nominal_srate><channel_format>{form}</channel_format><desc><channels>{channels}</channels></desc></info>"
    )
    return chunk(2, struct.pack("<I", number) + xml.encode())


def xdf_samples(number, stamps, rows, letter):
    content = struct.pack("<I", number) + varlen(len(rows))
    for stamp, row in zip(stamps, rows):
        content += b"\0" if stamp is None else b"\x08" + struct.pack("<d", stamp)
        if letter == "s":
            content += b"".join(varlen(len(text.encode())) + text.encode() for text in row)
        else:
            content += b"".join(struct.pack("<" + letter, value) for value in row)
    return chunk(3, content)


def xdf_offset(number, when, offset):
    return chunk(4, struct.pack("<Idd", number, when, offset))


def xdf_files(golden):
    file = b"XDF:" + chunk(1, b'<?xml version="1.0"?><info><version>1.0</version></info>')
    file += xdf_header(1, "amp", "EEG", 50, "float32", [("Fz", "microvolts"), ("Cz", "microvolts")])
    file += xdf_header(2, "marks", "Markers", 0, "string", [("what", "")])
    file += xdf_header(3, "heart", "ECG", 25, "int16", [("ECG", "mV")])
    for number, form in [(4, "int8"), (5, "int32"), (6, "int64"), (7, "double64")]:
        file += xdf_header(number, form, "Misc", 0, form, [("a", "")])
    file += chunk(5, BOUNDARY)
    # Stream 1 drifts by 20 ppm and its offsets are noisy; stream 3's sender is started anew at 120 s.
    for place in range(60):
        when = 1000.0 + place * 5.0
        noise = 2e-5 * math.sin(place * 1.7) + (0.3 if place == 17 else 0.0)
        file += xdf_offset(1, when, 12.5 + 2e-5 * when + noise)
        started_anew = place >= 24
        sender = 5000.0 + place * 5.0 if not started_anew else 20.0 + (place - 24) * 5.0
        file += xdf_offset(3, sender, (1000.0 - 5000.0 if not started_anew else 1120.0 - 20.0) + 1e-5 * math.cos(place))
    for block in range(6):
        begin = 1000.0 + block * 50.0
        stamps = [begin] + [None] * 9
        rows = [(math.sin(0.3 * row + block), math.cos(0.2 * row)) for row in range(10)]
        file += xdf_samples(1, stamps, rows, "f")
        heart = 5000.0 + block * 50.0 if block < 3 else 50.0 + (block - 3) * 50.0
        file += xdf_samples(3, [heart] + [None] * 4, [(100 * block + row,) for row in range(5)], "h")
        file += xdf_samples(2, [begin + 0.5], [(f"block {block} ä",)], "s")
        file += chunk(5, BOUNDARY)
    for number, letter, value in [(4, "b", -5), (5, "i", -70000), (6, "q", 2**40), (7, "d", 0.1)]:
        file += xdf_samples(number, [1001.0, 1002.5], [(value,), (value // 2 if letter != "d" else 0.7,)], letter)
    (OUT / "lsl.xdf").write_bytes(file)
    streams, _ = pyxdf.load_xdf(str(OUT / "lsl.xdf"), dejitter_timestamps=False)
    found, annotations = [], []
    names = {"amp": ["fz_uv", "cz_uv"], "heart": ["ecg_mv"]}
    for read in streams:
        name = read["info"]["name"][0]
        if read["info"]["channel_format"][0] == "string":
            annotations += [[float(when), 0.0, row[0]] for when, row in zip(read["time_stamps"], read["time_series"])]
        else:
            found.append(stream(name, read["time_stamps"], names.get(name, ["a"]), np.array(read["time_series"], dtype=float).T))
    golden["lsl.xdf"] = {
        "reference": f"pyxdf {pyxdf.__version__}, dejitter_timestamps=False", "time_tolerance_s": 1e-6,
        "streams": found, "annotations": annotations,
    }


# FIT ----------------------------------------------------------------------------------------------------------------


def fit_crc(data):
    table = [0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401, 0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400]
    crc = 0
    for byte in data:
        for half in (byte & 0xF, byte >> 4):
            crc = (crc >> 4) & 0x0FFF ^ table[crc & 0xF] ^ table[half]
    return crc


def fit_files(golden):
    body = b""

    def define(local, number, fields, order="<"):
        nonlocal body
        body += struct.pack("<BBB", 0x40 | local, 0, order == ">") + struct.pack(order + "H", number) + bytes([len(fields)])
        body += b"".join(bytes(field) for field in fields)

    start = 1132741230  # seconds since 1989-12-31
    define(0, 0, [(0, 1, 0), (4, 4, 0x86)])
    body += struct.pack("<BBI", 0, 4, start)
    define(1, 20, [(253, 4, 0x86), (3, 1, 0x02), (4, 1, 0x02), (6, 2, 0x84), (2, 2, 0x84), (0, 4, 0x85), (1, 4, 0x85), (13, 1, 0x01)], ">")
    define(2, 78, [(0, 10, 0x84)])
    define(3, 21, [(253, 4, 0x86), (0, 1, 0), (1, 1, 0)])
    define(4, 20, [(3, 1, 0x02)])
    body += struct.pack("<BIBB", 3, start, 0, 0)
    for place in range(12):
        rate = 255 if place == 5 else 60 + place
        body += struct.pack(">BIBBHHiib", 1, start + place, rate, 80, 2500 + 10 * place, 3000, 620000000, -5000000, 21)
        body += struct.pack("<B5H", 2, 1000 - place, 65535, 65535, 65535, 65535)
    # One more second by the time in the header of the message (compressed); local types 0 to 3 only, so define anew.
    define(0, 20, [(3, 1, 0x02)])
    body += struct.pack("<BB", 0x80 | (start + 13 & 0x1F), 99)
    body += struct.pack("<BIBB", 3, start + 13, 0, 4)
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", fit_crc(head))
    (OUT / "run.fit").write_bytes(head + body + struct.pack("<H", fit_crc(head + body)))

    rate, activity, beats, annotations = [], [], [], []
    with fitdecode.FitReader(str(OUT / "run.fit"), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if not isinstance(frame, fitdecode.FitDataMessage):
                continue
            values = {field.name: field.value for field in frame.fields}
            nan = float("nan")
            if frame.name == "record":
                when = values["timestamp"].timestamp()
                rate.append((when, nan if values.get("heart_rate") is None else values["heart_rate"]))
                if values.get("speed") is not None:
                    place = [values["position_lat"], values["position_long"]]
                    latitude, longitude = [value * 180 / 2**31 for value in place]
                    activity.append((when, values["speed"], values["cadence"], nan, values["altitude"], nan, latitude, longitude, nan, values["temperature"]))
            elif frame.name == "hrv":
                beats += [value * 1000 for value in values["time"] if value is not None]
            elif frame.name == "event":
                what = {"start": "timer start", "stop_all": "timer stop"}[values["event_type"]]
                annotations.append([values["timestamp"].timestamp(), 0.0, what])
    names = ["speed_m_per_s", "cadence_per_min", "power_w", "altitude_m", "distance_m", "latitude_deg", "longitude_deg", "breath_rate_per_min", "temperature_c"]
    rate, activity = np.array(rate, dtype=float).T, np.array(activity, dtype=float).T
    beat_times = rate[0][0] + np.cumsum(beats) / 1000
    golden["run.fit"] = {
        "reference": f"fitdecode {fitdecode.__version__}",
        "streams": [
            stream("heart-rate", rate[0], ["heart_rate_bpm"], rate[1:]),
            stream("activity", activity[0], names, activity[1:]),
            stream("rr", beat_times, ["rr_ms"], [beats]),
        ],
        "annotations": annotations,
    }


# Parquet ------------------------------------------------------------------------------------------------------------


def parquet_files(golden):
    count = 50
    nanos = 1795515630_000_000_000 + np.arange(count) * 4_000_000
    values = np.sin(np.arange(count) * 0.3)
    values[7] = np.nan
    masked = pa.array(values, mask=np.isnan(values))
    table = pa.table(
        {
            "timestamp": pa.array(nanos, pa.timestamp("ns", tz="UTC")),
            "ecg_mv": masked,
            "heart_rate": pa.array((60 + np.arange(count)).astype(np.int32)),
        }
    )
    for name, packed in [("snappy.parquet", "snappy"), ("zstd.parquet", "zstd"), ("plain.parquet", "none")]:
        pq.write_table(table, OUT / name, compression=packed, row_group_size=20)
        times = nanos / 1e9
        golden[name] = {
            "reference": f"pyarrow {pa.__version__}",
            "streams": [
                stream("ecg", times, ["ecg_mv"], [values]),
                stream("heart-rate", times, ["heart_rate_bpm"], [60 + np.arange(count)]),
            ],
            "annotations": [],
        }


# Comparison of whole records ----------------------------------------------------------------------------------------


def compare_records(folder):
    for header in sorted(pathlib.Path(folder).glob("*.hea")):
        name = header.with_suffix("")
        try:
            read = wfdb.rdrecord(str(name), smooth_frames=False)
        except Exception as error:  # a record without its signal file is no record to compare
            print(f"{header.name}: the reference cannot read it ({type(error).__name__})")
            continue
        with tempfile.TemporaryDirectory() as out:
            command = ["cargo", "run", "-q", "-p", "attentive-sensors", "--example", "recording_to_tables", "--", str(header), out]
            subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
            ours = {path.stem: pq.read_table(path) for path in pathlib.Path(out).glob("*.parquet")}
        columns = [table[c].to_numpy(zero_copy_only=False) for s, table in ours.items() if s != "annotations" for c in table.column_names[1:]]
        for label, signal in zip(read.sig_name, read.e_p_signal):
            found = [c for c in columns if len(c) == len(signal) and np.array_equal(c, signal, equal_nan=True)]
            print(f"{header.name} {label}: {len(signal)} samples, {'equal to the last bit' if found else 'DIFFERENT'}")
        for ending in ["atr", "qrs"]:
            if not name.with_suffix("." + ending).exists():
                continue
            marks = wfdb.rdann(str(name), ending)
            table = ours["annotations"]
            keep = [place for place, s in enumerate(table["stream"].to_pylist()) if s == ending]
            times = table["start_nanos"].cast("int64").to_numpy()[keep]
            start = 0 if read.base_datetime is None else int(read.base_datetime.replace(tzinfo=__import__("datetime").timezone.utc).timestamp() * 1e9)
            wanted = set(zip(np.round(marks.sample / read.fs * 1e9).astype(int) + start, marks.symbol))
            labels = [table["label"].to_pylist()[place].split(" ")[0] for place in keep]
            print(f"{header.name} {ending}: {len(wanted)} annotations, of the reference missing here {len(wanted - set(zip(times, labels)))}, only here {len(set(zip(times, labels)) - wanted)}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compare_records(sys.argv[1])
        sys.exit()
    OUT.mkdir(parents=True, exist_ok=True)
    golden = {}
    for make in [wfdb_files, edf_files, xdf_files, fit_files, parquet_files]:
        make(golden)
    lines = [f"{json.dumps(name)}: {json.dumps(golden[name], ensure_ascii=False)}" for name in sorted(golden)]
    (OUT / "formats.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(golden)} files in {OUT}")
