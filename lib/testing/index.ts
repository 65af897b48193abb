/**
 * Testing analytics without a camera, a model or native code: recorded and made-up frames, golden files, tracking metrics.
 *
 * @packageDocumentation
 */
export { type FakeFramesOptions, type FakeTrack, fakeFrame, fakeFrames } from './fake-frames.js';
export { type GoldenOptions, matchesGolden } from './golden.js';
export { type MotReplayOptions, type ReplayOptions, replay, replayMot } from './replay.js';
