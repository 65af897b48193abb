/** What `nvdsanalytics` says about frames and objects. */
import type { RecordReader } from './records.js';

/** Of one frame (`NvDsAnalyticsFrameMeta`), by the names in the element's configuration file. */
export interface FrameAnalytics {
  /** Objects in each region of interest. */
  readonly roiCounts: Readonly<Record<string, number>>;
  readonly lineCrossings: {
    /** In this frame. */
    readonly current: Readonly<Record<string, number>>;
    /** Since the stream began. */
    readonly cumulative: Readonly<Record<string, number>>;
  };
  /** Whether each region is overcrowded. */
  readonly overcrowded: Readonly<Record<string, boolean>>;
  /** Objects of each class, by class id. */
  readonly objectCounts: Readonly<Record<number, number>>;
}

/** Of one object (`NvDsAnalyticsObjInfo`): names from the element's configuration file. */
export interface ObjectAnalytics {
  /** Regions of interest in which it is. */
  readonly rois: readonly string[];
  /** Overcrowded regions in which it is. */
  readonly overcrowded: readonly string[];
  /** Lines that it crossed in this frame. */
  readonly lines: readonly string[];
  readonly direction?: string;
  /** Since DeepStream 6.3. */
  readonly status?: string;
}

/** Adds one element's findings to those of the elements before it; of equal names the last one's hold. */
export function readFrameAnalytics(record: RecordReader, before?: FrameAnalytics): FrameAnalytics {
  record.word(); // unique-id
  const map = <T>(earlier: Readonly<Record<string, T>> | undefined, value: () => T): Record<string, T> =>
    // Not by assignment: a region may be called __proto__.
    Object.fromEntries([...Object.entries(earlier ?? {}), ...record.list(() => [record.text(), value()] as const)]);
  const count = () => record.word();
  const wideCount = () => Number(record.long());
  const overcrowded = map(before?.overcrowded, () => record.flag());
  const roiCounts = map(before?.roiCounts, count);
  const current = map(before?.lineCrossings.current, wideCount);
  const cumulative = map(before?.lineCrossings.cumulative, wideCount);
  const objectCounts = { ...before?.objectCounts, ...Object.fromEntries(record.list(() => [record.integer(), record.word()] as const)) };
  return { roiCounts, lineCrossings: { current, cumulative }, overcrowded, objectCounts };
}

/** Adds one element's findings to those of the elements before it. */
export function readObjectAnalytics(record: RecordReader, before?: ObjectAnalytics): ObjectAnalytics {
  record.word(); // unique-id
  const names = (earlier: readonly string[] = []) => [...earlier, ...record.list(() => record.text())];
  const rois = names(before?.rois);
  const overcrowded = names(before?.overcrowded);
  const lines = names(before?.lines);
  const direction = record.text() || before?.direction;
  const status = record.text() || before?.status;
  return { rois, overcrowded, lines, ...(direction && { direction }), ...(status && { status }) };
}
