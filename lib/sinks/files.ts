/** Files behind a queue of writes. */
import { closeSync, constants, fstatSync, mkdirSync, openSync, writeFileSync, writev, writevSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type Target, type WriteQueue, writeError } from './write-queue.js';

const writeAsync = promisify(writev);

/** A file that grows. Each write knows its place, so that one that cannot wait may overtake those under way. */
export class GrowingFile implements Target {
  readonly #fd: number;
  #position: number;

  /** @throws `ERR_WRITE`. */
  constructor(
    path: string,
    private readonly queue: WriteQueue,
    append: boolean,
  ) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      // Without O_APPEND, which would ignore the place of a write.
      this.#fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | (append ? 0 : constants.O_TRUNC), 0o666);
      const info = fstatSync(this.#fd);
      this.#position = append && info.isFile() ? info.size : 0;
    } catch (error) {
      throw writeError(path, error as Error);
    }
  }

  get isEmpty(): boolean {
    return this.#position === 0;
  }

  add(text: string): void {
    const data = Buffer.from(text);
    if (this.queue.add(this, data, this.#position)) this.#position += data.length;
  }

  async write(data: readonly Buffer[], position: number): Promise<void> {
    let rest = data;
    for (let at = position; rest.length > 0; ) {
      const { bytesWritten } = await writeAsync(this.#fd, rest as Buffer[], at);
      at += bytesWritten;
      rest = after(rest, bytesWritten);
    }
  }

  writeNow(data: readonly Buffer[], position: number): void {
    let rest = data;
    for (let at = position; rest.length > 0; ) {
      const written = writevSync(this.#fd, rest as Buffer[], at);
      at += written;
      rest = after(rest, written);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** A file that is written once. */
export class WholeFile implements Target {
  constructor(private readonly path: string) {}

  write(data: readonly Buffer[]): Promise<void> {
    return writeFile(this.path, Buffer.concat(data));
  }

  writeNow(data: readonly Buffer[]): void {
    writeFileSync(this.path, Buffer.concat(data));
  }

  close(): void {}
}

/** What is left once the disk has taken `bytes`. */
function after(data: readonly Buffer[], bytes: number): Buffer[] {
  const rest: Buffer[] = [];
  let skip = bytes;
  for (const part of data) {
    if (skip < part.length) rest.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return rest;
}
