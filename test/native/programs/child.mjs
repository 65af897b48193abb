/** A child of lifetime.ts: lives for a moment, and ends. */
process.exitCode = 0;
