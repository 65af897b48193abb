/** What a command of `node-deepstream` consists of. */
import type { ParseArgsConfig } from 'node:util';

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export interface Command {
  /** `name [arguments]` and what it does, as lines of the help text. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Words besides the options that it takes. Default 0. */
  readonly words?: number;
  /** The exit code. Modules are loaded here, so that no command waits for those of another. */
  run(options: OptionValues, words: readonly string[]): Promise<number>;
}

/** A command line that cannot be meant: the help text follows it. */
export class UsageError extends Error {}

/** An option that a command cannot do without. */
export function required(options: OptionValues, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}
