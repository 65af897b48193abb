"""Measures tracks with TrackEval and motmetrics: python measure.py GT TRACKS [GT TRACKS ...] prints one line of JSON, a list."""

import configparser
import contextlib
import io
import json
import pathlib
import shutil
import sys
import tempfile

import numpy

# motmetrics 1.4.0 calls what NumPy 2 no longer has.
numpy.asfarray = lambda values: numpy.asarray(values, dtype=float)

import motmetrics  # noqa: E402
import trackeval  # noqa: E402


def has_classes(gt: str) -> bool:
    rows = [line.split(",") for line in pathlib.Path(gt).read_text().split("\n") if line]
    return any(len(row) == 9 and float(row[7]) > 1 for row in rows)  # MOT15 has places in the world there


def with_trackeval(gt: str, tracks: str) -> dict:
    rows = [line.split(",") for line in pathlib.Path(gt).read_text().split("\n") if line]
    classes = has_classes(gt)
    frames = max(int(line.split(",")[0]) for file in (gt, tracks) for line in pathlib.Path(file).read_text().split("\n") if line)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        sequence = root / "gt" / "S"
        (sequence / "gt").mkdir(parents=True)
        (root / "trackers" / "T" / "data").mkdir(parents=True)
        # The older benchmarks have no classes, but TrackEval reads a class column.
        text = "\n".join(",".join(row if classes else row[:7] + ["1", "1"]) for row in rows) + "\n"
        (sequence / "gt" / "gt.txt").write_text(text)
        shutil.copy(tracks, root / "trackers" / "T" / "data" / "S.txt")
        ini = configparser.ConfigParser()
        ini.optionxform = str
        ini["Sequence"] = {"name": "S", "seqLength": str(frames)}
        with (sequence / "seqinfo.ini").open("w") as file:
            ini.write(file)
        dataset = trackeval.datasets.MotChallenge2DBox({
            "GT_FOLDER": str(root / "gt"), "TRACKERS_FOLDER": str(root / "trackers"), "SEQ_INFO": {"S": None}, "SKIP_SPLIT_FOL": True,
            "BENCHMARK": "MOT17", "DO_PREPROC": classes, "PRINT_CONFIG": False,
        })
        data = dataset.get_preprocessed_seq_data(dataset.get_raw_seq_data("T", "S"), "pedestrian")
        quiet = {"PRINT_CONFIG": False}
        hota = trackeval.metrics.HOTA().eval_sequence(data)
        clear = trackeval.metrics.CLEAR(quiet).eval_sequence(data)
        identity = trackeval.metrics.Identity(quiet).eval_sequence(data)
    return {
        "hota": float(hota["HOTA"].mean()), "detA": float(hota["DetA"].mean()), "assA": float(hota["AssA"].mean()), "locA": float(hota["LocA"].mean()),
        "mota": float(clear["MOTA"]), "motp": float(clear["MOTP"]), "recall": float(clear["CLR_Re"]), "precision": float(clear["CLR_Pr"]),
        "matches": int(clear["CLR_TP"]), "misses": int(clear["CLR_FN"]), "falsePositives": int(clear["CLR_FP"]),
        "switches": int(clear["IDSW"]), "fragmentations": int(clear["Frag"]), "mostlyTracked": int(clear["MT"]), "mostlyLost": int(clear["ML"]),
        "idf1": float(identity["IDF1"]), "idPrecision": float(identity["IDP"]), "idRecall": float(identity["IDR"]),
    }


def with_motmetrics(gt: str, tracks: str) -> dict:
    truth = motmetrics.io.loadtxt(gt, fmt="mot15-2D", min_confidence=1)
    found = motmetrics.io.loadtxt(tracks, fmt="mot15-2D")
    accumulator = motmetrics.utils.compare_to_groundtruth(truth, found, "iou", distth=0.5)
    names = ["mota", "idf1", "num_switches", "num_fragmentations"]
    row = motmetrics.metrics.create().compute(accumulator, metrics=names).iloc[0]
    return {"mota": float(row.mota), "idf1": float(row.idf1), "switches": int(row.num_switches), "fragmentations": int(row.num_fragmentations)}


def measure(gt: str, tracks: str) -> dict:
    with contextlib.redirect_stdout(io.StringIO()):
        result = {"trackeval": with_trackeval(gt, tracks)}
        if not has_classes(gt):  # motmetrics leaves distractors to the caller
            result["motmetrics"] = with_motmetrics(gt, tracks)
        return result


if __name__ == "__main__":
    files = sys.argv[1:]
    if files == ["--shipped"]:
        data = pathlib.Path(motmetrics.__file__).parent / "data"
        files = [str(data / name / file) for name in ("TUD-Campus", "TUD-Stadtmitte") for file in ("gt.txt", "test.txt")]
    print(json.dumps([{"gt": gt, "tracks": tracks, **measure(gt, tracks)} for gt, tracks in zip(files[::2], files[1::2])]))
