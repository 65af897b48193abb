/**
 * Observers that write frames, tracks and events to files, with bounded memory and everything counted.
 *
 * @packageDocumentation
 */
export { type CsvOptions, csv } from './csv.js';
export { type JsonLinesOptions, jsonLines } from './json-lines.js';
export { type KittiOptions, kitti } from './kitti.js';
export type { Sink } from './sink.js';
export type { SinkStats, WriteOptions } from './write-queue.js';
