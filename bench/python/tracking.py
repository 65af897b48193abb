"""Tracks detections as supervision's ByteTrack and norfair do.

python tracking.py DETECTIONS TRACKS supervision|norfair   writes TRACKS, prints {"seconds", "boxes"}; processor time
python tracking.py --ground-truth                          prints the ground truth files that motmetrics ships
Files are in the format of the MOT Challenge.
"""

import json
import pathlib
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")


def frames_of(file: str):
    rows = np.loadtxt(file, delimiter=",", ndmin=2)
    last = int(rows[:, 0].max())
    return [rows[rows[:, 0] == frame][:, 2:7] for frame in range(1, last + 1)]


def with_supervision():
    import supervision

    tracker = supervision.ByteTrack()

    def step(boxes):
        corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:4]], axis=1)
        found = supervision.Detections(xyxy=corners, confidence=boxes[:, 4], class_id=np.zeros(len(boxes), dtype=int))
        tracked = tracker.update_with_detections(found)
        return [(int(i), *box) for i, box in zip(tracked.tracker_id, tracked.xyxy)]

    return step


def with_norfair():
    import norfair

    tracker = norfair.Tracker(distance_function="iou", distance_threshold=0.7)

    def step(boxes):
        found = [norfair.Detection(np.array([[x, y], [x + w, y + h]]), scores=np.array([c, c])) for x, y, w, h, c in boxes if c >= 0.4]
        return [(t.id, *t.estimate.reshape(4)) for t in tracker.update(detections=found)]

    return step


def main(detections: str, out: str, name: str):
    frames = frames_of(detections)
    step = {"supervision": with_supervision, "norfair": with_norfair}[name]()
    results = []
    start = time.process_time()
    for boxes in frames:
        results.append(step(boxes))
    seconds = time.process_time() - start
    with open(out, "w") as file:
        for frame, tracks in enumerate(results, 1):
            for number, left, top, right, bottom in tracks:
                file.write(f"{frame},{number},{left:.2f},{top:.2f},{right - left:.2f},{bottom - top:.2f},1,-1,-1,-1\n")
    print(json.dumps({"seconds": seconds, "boxes": int(sum(len(boxes) for boxes in frames))}))


if __name__ == "__main__":
    if sys.argv[1:] == ["--ground-truth"]:
        import motmetrics

        data = pathlib.Path(motmetrics.__file__).parent / "data"
        print(json.dumps([str(data / name / "gt.txt") for name in ("TUD-Campus", "TUD-Stadtmitte")]))
    else:
        main(*sys.argv[1:])
