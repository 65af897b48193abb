/** The tracks of one source. The rules are those of the native tracker (native/runtime/tracker); docs/tracking.md states them. */
import { Assignment } from '../../assignment.js';
import type { Size } from '../../frame.js';
import type { Box } from '../../object.js';
import { iou } from '../../overlap.js';
import { BoxFilter } from './box-filter.js';

/** With what `byteTrack` was asked for, everything filled in. */
export interface Rules {
  readonly highConfidence: number;
  readonly lowConfidence: number;
  readonly minIou: number;
  readonly minWeakIou: number;
  readonly probationFrames: number;
  readonly maxLostFrames: number;
  readonly maxNewOverlap: number;
  readonly maxTracks: number;
  readonly matchClasses: boolean;
}

export interface Detection<O> {
  readonly box: Box;
  readonly confidence: number;
  readonly classId: number;
  readonly object: O;
  matched: boolean;
}

type State = 'tentative' | 'active' | 'lost' | 'over';

/** One track. */
export interface Target<O> {
  id: bigint;
  state: State;
  classId: number;
  /** Frames since its first detection, that one included. */
  age: number;
  sinceSeen: number;
  /** Frames since its last detection in which the detector ran. */
  misses: number;
  readonly filter: BoxFilter;
  predicted: Box;
  detection: Detection<O> | undefined;
  /** Of its last detection. */
  object: O;
}

/** Frame numbers may jump by this much (dropped frames, a detector at an interval) and still say how much time passed. */
const longestGap = 30;

export class StreamTracker<O> {
  #targets: Target<O>[] = [];
  #lastFrame: number | undefined;
  readonly #assignment = new Assignment();
  #scores = new Float64Array(0);

  constructor(
    private readonly rules: Rules,
    private readonly nextId: () => bigint,
  ) {}

  /** The tracks of a frame: those with a detection in it, and while the detector rests, those without. */
  next(number: number, detections: Detection<O>[], detectorRan: boolean, size: Size): Target<O>[] {
    if (number < (this.#lastFrame ?? number)) this.#targets = []; // the source began anew
    const frames = this.#elapsed(number);
    for (const target of this.#targets) {
      target.detection = undefined;
      target.age++;
      target.filter.predict(frames, target.sinceSeen === 0);
      target.sinceSeen++;
      target.predicted = target.filter.box;
    }
    if (detectorRan) this.#associate(detections);
    for (const target of this.#targets) {
      if (target.detection) this.#see(target, target.detection);
      else this.#miss(target, detectorRan, size);
    }
    for (const detection of detections) {
      if (detection.matched || detection.confidence < this.rules.highConfidence) continue;
      if (this.#targets.length < this.rules.maxTracks && !this.#covered(detection)) this.#begin(detection);
    }
    // Those that ended make room after the new ones were counted, as in the native tracker.
    const active = this.#targets.filter(({ state }) => state === 'active');
    this.#targets = this.#targets.filter(({ state }) => state !== 'over');
    return active;
  }

  #elapsed(number: number): number {
    const gap = number - (this.#lastFrame ?? number - 1);
    this.#lastFrame = number;
    return gap >= 1 && gap <= longestGap ? gap : 1;
  }

  #associate(detections: Detection<O>[]): void {
    const sure = detections.filter(({ confidence }) => confidence >= this.rules.highConfidence);
    const weak = detections.filter(({ confidence }) => confidence < this.rules.highConfidence);
    this.#match(
      this.#targets.filter(({ state }) => state !== 'tentative'),
      sure,
      this.rules.minIou,
    );
    this.#match(
      this.#targets.filter(({ state, detection }) => state === 'active' && !detection),
      weak,
      this.rules.minWeakIou,
    );
    this.#match(
      this.#targets.filter(({ state }) => state === 'tentative'),
      sure.filter(({ matched }) => !matched),
      this.rules.minWeakIou,
    );
  }

  #match(targets: readonly Target<O>[], detections: readonly Detection<O>[], least: number): void {
    if (targets.length === 0 || detections.length === 0) return;
    const size = targets.length * detections.length;
    if (this.#scores.length < size) this.#scores = new Float64Array(2 * size);
    const scores = this.#scores.fill(0, 0, size);
    // Plain loops: this is where the time goes when many people are there.
    for (let row = 0; row < targets.length; row++) {
      const { predicted, classId } = targets[row] as Target<O>;
      for (let column = 0; column < detections.length; column++) {
        const detection = detections[column] as Detection<O>;
        if (this.rules.matchClasses && detection.classId !== classId) continue;
        const overlap = iou(predicted, detection.box);
        if (overlap >= least) scores[row * detections.length + column] = overlap;
      }
    }
    for (const [row, column] of this.#assignment.best(scores, targets.length, detections.length)) {
      const detection = detections[column] as Detection<O>;
      (targets[row] as Target<O>).detection = detection;
      detection.matched = true;
    }
  }

  #see(target: Target<O>, detection: Detection<O>): void {
    target.filter.correct(detection.box);
    target.classId = detection.classId;
    target.sinceSeen = 0;
    target.misses = 0;
    target.object = detection.object;
    if (target.state !== 'tentative') target.state = 'active';
    else if (target.age > this.rules.probationFrames) this.#activate(target);
  }

  #miss(target: Target<O>, detectorRan: boolean, size: Size): void {
    if (detectorRan) target.misses++;
    if (target.state === 'tentative') {
      if (target.misses > 0) target.state = 'over';
    } else if (target.misses > this.rules.maxLostFrames) {
      target.state = 'over';
    } else if (target.misses > 0 || target.sinceSeen > this.rules.maxLostFrames || outside(target.predicted, size)) {
      target.state = 'lost';
    }
  }

  #covered({ box, classId }: Detection<O>): boolean {
    return this.#targets.some(
      (target) =>
        target.state !== 'over' && (!this.rules.matchClasses || target.classId === classId) && iou(target.filter.box, box) > this.rules.maxNewOverlap,
    );
  }

  #begin(detection: Detection<O>): void {
    const target: Target<O> = {
      id: -1n,
      state: 'tentative',
      classId: detection.classId,
      age: 1,
      sinceSeen: 0,
      misses: 0,
      filter: new BoxFilter(detection.box),
      predicted: detection.box,
      detection,
      object: detection.object,
    };
    if (this.rules.probationFrames === 0) this.#activate(target);
    this.#targets.push(target);
  }

  #activate(target: Target<O>): void {
    target.id = this.nextId();
    target.state = 'active';
  }
}

function outside({ left, top, width, height }: Box, size: Size): boolean {
  return left >= size.width || top >= size.height || left + width <= 0 || top + height <= 0;
}
