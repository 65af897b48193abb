/** Detectors whose outputs a program reads: raw tensors become objects of the pipeline. */
import { checkKeys, wrong } from './arguments.js';
import type { EditableFrame } from './editable.js';
import type { Size } from './frame.js';
import type { Interception, InterceptOptions } from './intercept.js';
import type { Box } from './object.js';
import type { Pipeline } from './pipeline.js';
import type { ModelOutput } from './tensor.js';

/** What a parser found. */
export interface Detection {
  /** In pixels of the model's input. */
  box: Box;
  classId: number;
  /** 0 to 1. */
  confidence: number;
}

/** Reads the outputs of one model for one frame. What it throws lets the batch go on without objects, and is told as a warning. */
export type TensorParser = (output: ModelOutput, frame: EditableFrame) => readonly Detection[];

export interface ParseOptions extends Omit<InterceptOptions, 'include'> {
  /** Texts by class; default: `class <id>`. */
  labels?: readonly string[];
  /** `gie-unique-id` of the model, where several attach their outputs at this place; default: all. */
  componentId?: number;
  /**
   * Of two boxes of a class that overlap by more than this intersection over union, the less confident one goes, as with `cluster-mode=2` and
   * `nms-iou-threshold`. Default: all stay.
   */
  nms?: number;
}

/**
 * Turns raw outputs into objects: `nvinfer` with `network-type=100` and `output-tensor-meta=1` runs the model, `parse` reads its outputs, and the
 * elements behind see objects as if a detector had made them. Frames that were inferred are marked as such, for trackers. Boxes are mapped from the
 * model's input to the frame as `nvinfer` maps those of its own parsers, `maintain-aspect-ratio` and `symmetric-padding` included.
 */
export function parseTensors(pipeline: Pipeline, at: string, parse: TensorParser, options: ParseOptions = {}): Interception {
  if (typeof parse !== 'function') throw wrong('parse', parse, 'a function');
  checkKeys('option', options, ['labels', 'componentId', 'nms', 'timeoutMs']);
  const { labels = [], componentId, nms, ...waiting } = options;
  if (nms !== undefined && !(nms >= 0 && nms <= 1)) throw wrong('nms', nms, 'a number from 0 to 1');
  return pipeline.intercept(
    at,
    ({ frames }) => {
      for (const frame of frames) {
        for (const output of frame.tensors ?? []) {
          if (componentId !== undefined && output.componentId !== componentId) continue;
          const found = parse(output, frame);
          const toFrame = placementOf(output, frame.size);
          for (const { box, classId, confidence } of nms === undefined ? found : nonMaximumSuppression(found, nms)) {
            const label = labels[classId] ?? `class ${classId}`;
            frame.addObject({ box: toFrame(box), label, classId, confidence, componentId: output.componentId });
          }
          frame.inferred = true;
        }
      }
    },
    { ...waiting, include: ['tensors'] },
  );
}

/** The most confident boxes of each class, class by class; the others overlap one of them by more than `iou`. */
export function nonMaximumSuppression(detections: readonly Detection[], iou: number): Detection[] {
  const byClass = grouped(detections);
  return [...byClass]
    .sort(([a], [b]) => a - b)
    .flatMap(([, boxes]) => {
      const kept: Detection[] = [];
      for (const candidate of [...boxes].sort((a, b) => b.confidence - a.confidence)) {
        if (kept.every((winner) => overlap(candidate.box, winner.box) <= iou)) kept.push(candidate);
      }
      return kept;
    });
}

function grouped(detections: readonly Detection[]): Map<number, Detection[]> {
  const groups = new Map<number, Detection[]>();
  for (const detection of detections) groups.set(detection.classId, [...(groups.get(detection.classId) ?? []), detection]);
  return groups;
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** From the model's input back to the frame: where `nvinfer` had put the picture. Left and top do not become negative. */
function placementOf({ network, maintainAspectRatio, symmetricPadding }: ModelOutput, frame: Size): (box: Box) => Box {
  // Pictures are cut to even sizes before they are scaled.
  const source = { width: frame.width & ~1, height: frame.height & ~1 };
  const target = { left: 0, top: 0, width: network.width, height: network.height };
  if (maintainAspectRatio) {
    const height = (target.width * source.height) / source.width;
    if (height <= target.height) target.height = Math.max(1, Math.trunc(height));
    else target.width = Math.max(1, Math.trunc((target.height * source.width) / source.height));
    if (symmetricPadding) {
      target.left = Math.trunc((network.width - target.width) / 2);
      target.top = Math.trunc((network.height - target.height) / 2);
    }
  }
  const x = target.width / source.width;
  const y = target.height / source.height;
  return ({ left, top, width, height }) => ({
    left: Math.max(0, (left - target.left) / x),
    top: Math.max(0, (top - target.top) / y),
    width: width / x,
    height: height / y,
  });
}
