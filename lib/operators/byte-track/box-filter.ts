/**
 * Where a track is and will be: a Kalman filter with constant speed over centre, aspect ratio and height, as in the SORT family. All noise is
 * independent by axis, so it is one two-state filter an axis. The same as `stateEstimatorType: 2` with `useAspectRatio: 1` of the native tracker.
 */
import type { Box } from '../../object.js';

/** Standard deviations as a part of the box's height. */
const locationWeight = 1 / 20;
const speedWeight = 1 / 160;
/** Of an aspect ratio, whatever the size of the box. */
const aspectDeviation = 1e-2;
const aspectSpeedDeviation = 1e-5;
const aspectMeasurementDeviation = 1e-1;
/** Pixels; a filter must not shrink a box to nothing. */
const smallestSide = 1;

class AxisFilter {
  speed = 0;
  #covariance = 0;
  #variance: number;
  #speedVariance: number;

  constructor(
    public value: number,
    deviation: number,
    speedDeviation: number,
  ) {
    this.#variance = deviation ** 2;
    this.#speedVariance = speedDeviation ** 2;
  }

  predict(frames: number, deviation: number, speedDeviation: number): void {
    this.value += this.speed * frames;
    this.#variance += frames * (2 * this.#covariance + frames * this.#speedVariance) + deviation ** 2 * frames;
    this.#covariance += frames * this.#speedVariance;
    this.#speedVariance += speedDeviation ** 2 * frames;
  }

  correct(measured: number, deviation: number): void {
    const total = this.#variance + deviation ** 2;
    const gain = this.#variance / total;
    const speedGain = this.#covariance / total;
    const surprise = measured - this.value;
    this.value += gain * surprise;
    this.speed += speedGain * surprise;
    this.#speedVariance -= speedGain * this.#covariance;
    this.#covariance *= 1 - gain;
    this.#variance *= 1 - gain;
  }
}

export class BoxFilter {
  readonly #x: AxisFilter;
  readonly #y: AxisFilter;
  readonly #aspect: AxisFilter;
  readonly #height: AxisFilter;

  constructor({ left, top, width, height }: Box) {
    // Twice the deviation of a measurement, and ten times that of a speed.
    const deviation = 2 * locationWeight * height;
    const speedDeviation = 10 * speedWeight * height;
    this.#x = new AxisFilter(left + width / 2, deviation, speedDeviation);
    this.#y = new AxisFilter(top + height / 2, deviation, speedDeviation);
    this.#aspect = new AxisFilter(width / height, aspectDeviation, aspectSpeedDeviation);
    this.#height = new AxisFilter(height, deviation, speedDeviation);
  }

  /** `seen`: whether the last frame had a detection; while there is none, sizes do not drift. */
  predict(frames: number, seen: boolean): void {
    if (!seen) {
      this.#aspect.speed = 0;
      this.#height.speed = 0;
    }
    const deviation = locationWeight * this.#size;
    const speedDeviation = speedWeight * this.#size;
    this.#x.predict(frames, deviation, speedDeviation);
    this.#y.predict(frames, deviation, speedDeviation);
    this.#aspect.predict(frames, aspectDeviation, aspectSpeedDeviation);
    this.#height.predict(frames, deviation, speedDeviation);
  }

  correct({ left, top, width, height }: Box): void {
    const deviation = locationWeight * this.#size;
    this.#x.correct(left + width / 2, deviation);
    this.#y.correct(top + height / 2, deviation);
    this.#aspect.correct(width / height, aspectMeasurementDeviation);
    this.#height.correct(height, deviation);
  }

  get box(): Box {
    const height = this.#size;
    const width = Math.max(this.#aspect.value * height, smallestSide);
    return { left: this.#x.value - width / 2, top: this.#y.value - height / 2, width, height };
  }

  get #size(): number {
    return Math.max(this.#height.value, smallestSide);
  }
}
