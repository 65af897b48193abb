#!/usr/bin/env node
/** The command `node-deepstream`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../native.js';
import { nearest } from '../nearest.js';
import { examine } from './doctor.js';
import { printReport } from './report.js';

const usage = `Usage: node-deepstream <command> [options]

Commands:
  doctor [--json]   what is installed, what is missing, and the exact fix;
                    exit code 0 when pipelines can run, else 1

Options:
  --version         the package's version
  --help            this text`;

const commands: Record<string, (options: { json: boolean }) => number> = {
  doctor: ({ json }) => {
    const report = examine();
    if (json) console.log(JSON.stringify(report, undefined, 2));
    else printReport(report, (line) => console.log(line));
    return report.ok ? 0 : 1;
  },
};

function main(args: string[]): number {
  const options = { json: { type: 'boolean', default: false }, version: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.version) {
    console.log((createRequire(import.meta.url)(join(packageFolder, 'package.json')) as { version: string }).version);
    return 0;
  }
  const [name, ...rest] = positionals;
  if (values.help || name === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const command = commands[name];
  if (!command) {
    const near = nearest(name, Object.keys(commands));
    return refuse(`There is no command "${name}".${near ? ` Did you mean "${near}"?` : ''}`);
  }
  if (rest.length > 0) return refuse(`"${name}" takes no argument "${rest[0]}".`);
  return command({ json: values.json });
}

function refuse(message: string): number {
  console.error(`${message}\n\n${usage}`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
