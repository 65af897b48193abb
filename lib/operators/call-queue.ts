/** Calls of an asynchronous function, a few at a time; the best candidates wait, the others are let go. */

export interface Candidate {
  /** Greater is better. */
  readonly score: number;
}

export class CallQueue<T extends Candidate> {
  readonly #waiting = new Set<T>();
  readonly #timers = new Map<T, ReturnType<typeof setTimeout>>();
  #running = 0;
  #closed = false;

  constructor(
    private readonly concurrency: number,
    private readonly room: number,
    /** Never rejects. */
    private readonly call: (item: T) => Promise<void>,
    private readonly letGo: (item: T) => void,
    private readonly idle: () => void,
  ) {}

  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.size === 0 && this.#timers.size === 0;
  }

  add(item: T): void {
    this.#waiting.add(item);
    if (this.#waiting.size > this.room) {
      let worst = item;
      for (const other of this.#waiting) if (other.score < worst.score) worst = other;
      this.#waiting.delete(worst);
      this.letGo(worst);
    }
    this.#start();
  }

  addLater(item: T, ms: number): void {
    this.#timers.set(
      item,
      setTimeout(() => {
        this.#timers.delete(item);
        this.add(item);
      }, ms),
    );
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #start(): void {
    for (const item of this.#waiting) {
      if (this.#running >= this.concurrency || this.#closed) return;
      this.#waiting.delete(item);
      this.#running++;
      this.call(item).then(() => {
        this.#running--;
        if (this.#closed) return;
        this.#start();
        if (this.isIdle) this.idle();
      });
    }
  }
}
