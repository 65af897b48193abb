"""The demo's job as it is customarily written in Python: OpenCV reads and scales, ONNX Runtime infers, supervision's ByteTrack tracks.

Usage: pipeline.py VIDEO MODEL WIDTHxHEIGHT THRESHOLD PROCESSES
Each process takes an equal part of the video with one thread, which is the fastest arrangement measured. Prints one JSON line.
"""
import json
import multiprocessing
import sys
import time

import cv2
import numpy as np
import onnxruntime
import supervision

NMS_IOU = 0.5


def detect(session, frame, size, threshold):
    image = cv2.cvtColor(cv2.resize(frame, size), cv2.COLOR_BGR2RGB)
    tensor = np.ascontiguousarray(image.transpose(2, 0, 1)[None], dtype=np.float32)
    heatmap, edges = session.run(["heatmap", "wh"], {"images": tensor})
    classes, rows, columns = np.nonzero(heatmap[0] >= threshold)
    scores = heatmap[0, classes, rows, columns]
    left, top, right, bottom = edges[0, :, rows, columns].T
    x, y = columns * 4, rows * 4
    scale_x, scale_y = frame.shape[1] / size[0], frame.shape[0] / size[1]
    boxes = np.stack(
        [(x - left) * scale_x, (y - top) * scale_y, (x + right) * scale_x, (y + bottom) * scale_y], axis=1
    ).astype(np.float32)
    found = supervision.Detections(xyxy=boxes.reshape(-1, 4), confidence=scores, class_id=classes)
    return found.with_nms(NMS_IOU)


def work(video, model, size, threshold, part, parts, barrier, results):
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    capture = cv2.VideoCapture(video)
    total = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    first, last = total * part // parts, total * (part + 1) // parts
    for _ in range(first):
        capture.grab()
    tracker = supervision.ByteTrack()
    session.run(None, {"images": np.zeros((1, 3, size[1], size[0]), np.float32)})
    barrier.wait()
    start = time.perf_counter()
    frames = objects = 0
    while frames < last - first:
        ok, frame = capture.read()
        if not ok:
            break
        objects += len(tracker.update_with_detections(detect(session, frame, size, threshold)))
        frames += 1
    results.put((frames, objects, start, time.perf_counter()))


def main():
    video, model, size, threshold, processes = sys.argv[1:6]
    size = tuple(int(side) for side in size.split("x"))
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(int(processes)), context.Queue()
    workers = [
        context.Process(target=work, args=(video, model, size, float(threshold), i, int(processes), barrier, results))
        for i in range(int(processes))
    ]
    for worker in workers:
        worker.start()
    parts = [results.get(timeout=600) for _ in workers]
    for worker in workers:
        worker.join()
    frames = sum(part[0] for part in parts)
    seconds = max(part[3] for part in parts) - min(part[2] for part in parts)
    print(json.dumps({"frames": frames, "objects": sum(part[1] for part in parts), "seconds": seconds, "fps": frames / seconds}))


if __name__ == "__main__":
    main()
