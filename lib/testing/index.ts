/**
 * Testing analytics without a camera, a model or native code: recorded and made-up frames, golden files, tracking metrics.
 *
 * @packageDocumentation
 */
export { evaluateFiles, evaluateTracks, type TrackingMetrics } from '../evaluation/index.js';
export { type MotRow, parseMot, readMot } from '../mot.js';
export { type FakeFramesOptions, type FakeTrack, fakeFrame, fakeFrames } from './fake-frames.js';
export { type GoldenOptions, matchesGolden } from './golden.js';
export { type MotReplayOptions, type ReplayOptions, replay, replayMot } from './replay.js';
