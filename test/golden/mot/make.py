"""Draws the sequences of this folder from fixed seeds and writes expected.json."""

import json
import pathlib
import random

from measure import measure

here = pathlib.Path(__file__).parent


def walkers(rng: random.Random, count: int, frames: int):
    """{frame: {object: (left, top, width, height)}} of people who cross the picture."""
    boxes = {frame: {} for frame in range(1, frames + 1)}
    for person in range(1, count + 1):
        first, length = rng.randint(1, frames // 2), rng.randint(frames // 4, frames)
        x, y, speed, height = rng.uniform(0, 600), rng.uniform(50, 250), rng.uniform(-8, 8), rng.uniform(60, 140)
        for frame in range(first, min(frames, first + length) + 1):
            boxes[frame][person] = (x + speed * (frame - first), y + rng.uniform(-1, 1), height * 0.4, height)
    return boxes


def seen(rng: random.Random, boxes, missing: float, false: float, switching: float, empty=()):
    """Tracks that a fair tracker would give."""
    names, rows, fresh = {}, [], 100
    for frame, objects in boxes.items():
        if frame in empty:
            continue
        for person, (left, top, width, height) in objects.items():
            if rng.random() < missing:
                continue
            if person not in names or rng.random() < switching:
                fresh += 1
                names[person] = fresh
            shake = [rng.gauss(0, 0.06) * side for side in (width, height, width, height)]
            rows.append((frame, names[person], left + shake[0], top + shake[1], width + shake[2], height + shake[3]))
        if rng.random() < false:
            fresh += 1
            rows.append((frame, fresh, rng.uniform(0, 600), rng.uniform(0, 300), 50, 120))
    return rows


def write(name: str, truth, tracks):
    gt, found = here / f"{name}.gt.txt", here / f"{name}.tracks.txt"
    gt.write_text("".join(f"{f},{i},{l:.2f},{t:.2f},{w:.2f},{h:.2f},{c},{k},1\n" for f, i, (l, t, w, h), c, k in truth))
    found.write_text("".join(f"{f},{i},{l:.2f},{t:.2f},{w:.2f},{h:.2f},1,-1,-1,-1\n" for f, i, l, t, w, h in tracks))
    return {"name": name, **measure(str(gt), str(found))}


def plain(boxes, empty=()):
    return [(frame, person, box, 1, 1) for frame, objects in boxes.items() if frame not in empty for person, box in objects.items()]


results = []
rng = random.Random(11)
boxes = walkers(rng, 14, 80)
results.append(write("crossing", plain(boxes), seen(rng, boxes, 0.12, 0.4, 0.03)))

rng = random.Random(12)
boxes = walkers(rng, 6, 70)
results.append(write("gaps", plain(boxes, empty=range(40, 46)), seen(rng, boxes, 0.3, 0.1, 0.01, empty=(20, 21, 60))))

rng = random.Random(13)
boxes = walkers(rng, 12, 60)
kinds = {person: (1, 1) if person <= 7 else (0, rng.choice([2, 7, 8, 12])) if person <= 10 else (0, 1) for person in range(1, 13)}
truth = [(frame, person, box, *kinds[person]) for frame, objects in boxes.items() for person, box in objects.items()]
results.append(write("classes", truth, seen(rng, boxes, 0.1, 0.3, 0.02)))

rng = random.Random(14)
boxes = walkers(rng, 5, 40)
results.append(write("perfect", plain(boxes), [(f, i + 7, *box) for f, objects in boxes.items() for i, box in objects.items()]))

(here / "expected.json").write_text(json.dumps(results, indent=2) + "\n")
