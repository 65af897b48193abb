/** Writes that wait for the disk: bounded, in order, counted. */
import { checkWhole, oneOf, wrong } from '../arguments.js';
import { DeepStreamError } from '../errors.js';

export interface WriteOptions {
  /** Bytes that wait for the disk at most. Default 16 MiB. */
  readonly maxBytes?: number;
  /**
   * When so much waits: `block` (default) holds the program up until it is on the disk, so nothing is lost; `drop-newest` leaves out what
   * comes, and counts it.
   */
  readonly policy?: 'block' | 'drop-newest';
}

export interface SinkStats {
  /** Values that were taken, those that still wait included. */
  readonly written: number;
  /** Values that were left out: no room, or the disk refused. */
  readonly dropped: number;
  /** Values for which the program waited. */
  readonly blocked: number;
  /** Bytes on the disk. */
  readonly bytes: number;
  readonly waitingBytes: number;
}

/** What can be written to, with or without waiting. */
export interface Target {
  write(data: readonly Buffer[], position: number): Promise<void>;
  writeNow(data: readonly Buffer[], position: number): void;
  close(): void;
}

/** One value's bytes, or the end of a target. */
interface Item {
  readonly target: Target;
  readonly data: Buffer | undefined;
  readonly position: number;
}

const policies = ['block', 'drop-newest'] as const;
/** Buffers that one system call takes (IOV_MAX). */
const batchLimit = 1024;

export class WriteQueue {
  readonly #waiting: Item[] = [];
  readonly #maxBytes: number;
  readonly #policy: 'block' | 'drop-newest';
  readonly #counts = { written: 0, dropped: 0, blocked: 0, bytes: 0, waitingBytes: 0 };
  #error: DeepStreamError | undefined;
  #work: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    { maxBytes = 1 << 24, policy = 'block' }: WriteOptions,
  ) {
    if (!policies.includes(policy)) throw wrong('policy', policy, oneOf(policies));
    this.#maxBytes = checkWhole('maxBytes', maxBytes, 1);
    this.#policy = policy;
  }

  get stats(): SinkStats {
    return { ...this.#counts };
  }

  /** False when the value was left out. */
  add(target: Target, data: Buffer, position: number): boolean {
    const full = this.#counts.waitingBytes + data.length > this.#maxBytes;
    if (this.#error || (full && this.#policy === 'drop-newest')) {
      this.#counts.dropped++;
      return false;
    }
    if (full) {
      this.#counts.blocked++;
      this.#drainNow();
    }
    this.#counts.waitingBytes += data.length;
    this.#counts.written++;
    this.#push({ target, data, position });
    return true;
  }

  /** Closes a target after its last write. */
  end(target: Target): void {
    if (this.#error) target.close();
    else this.#push({ target, data: undefined, position: 0 });
  }

  /** Resolves once everything so far is written; rejects when the disk refused. */
  async flushed(): Promise<void> {
    while (this.#work) await this.#work;
    if (this.#error) throw this.#error;
  }

  /** What went wrong ends the sink; `flushed` tells it, and so does a warning of the process. */
  fail(error: DeepStreamError, lost: readonly Item[] = []): void {
    if (this.#error) return;
    this.#error = error;
    for (const { target, data } of [...lost, ...this.#waiting]) {
      if (!data) {
        target.close();
        continue;
      }
      this.#counts.dropped++;
      this.#counts.written--;
    }
    this.#waiting.length = 0;
    this.#counts.waitingBytes = 0;
    process.emitWarning(error.message, { type: 'DeepStreamWarning', code: error.code });
  }

  #push(item: Item): void {
    this.#waiting.push(item);
    this.#work ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // What this turn of the event loop still brings goes into the same write.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      const [{ target, data, position }] = batch as [Item];
      try {
        if (data) await target.write(buffers(batch), position);
        else target.close();
        this.#done(batch);
      } catch (error) {
        this.fail(writeError(this.name, error as Error), batch);
      }
    }
    this.#work = undefined;
  }

  #drainNow(): void {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      const [{ target, data, position }] = batch as [Item];
      try {
        if (data) target.writeNow(buffers(batch), position);
        else target.close();
        this.#done(batch);
      } catch (error) {
        this.fail(writeError(this.name, error as Error), batch);
      }
    }
  }

  /** The oldest item, and those behind it that continue it. */
  #take(): Item[] {
    const first = this.#waiting[0] as Item;
    let count = 1;
    let end = first.position + (first.data?.length ?? 0);
    for (; first.data && count < Math.min(this.#waiting.length, batchLimit); count++) {
      const { target, data, position } = this.#waiting[count] as Item;
      if (!data || target !== first.target || position !== end) break;
      end += data.length;
    }
    return this.#waiting.splice(0, count);
  }

  #done(batch: readonly Item[]): void {
    for (const { length } of buffers(batch)) {
      this.#counts.bytes += length;
      this.#counts.waitingBytes = Math.max(0, this.#counts.waitingBytes - length);
    }
  }
}

function buffers(batch: readonly Item[]): Buffer[] {
  return batch.flatMap(({ data }) => data ?? []);
}

export function writeError(target: string, cause: Error): DeepStreamError {
  return new DeepStreamError(
    {
      code: 'ERR_WRITE',
      message: `${target} cannot be written.`,
      file: target,
      remedy: 'Check that its folder can be written to and that there is room.',
      detail: cause.message,
    },
    { cause },
  );
}
