#!/usr/bin/env node
/** The command `node-deepstream`. */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { isDeepStreamError } from '../errors.js';
import { nearest } from '../nearest.js';
import { type Command, UsageError } from './command.js';
import { evaluate } from './evaluate.js';
import { plot } from './plot.js';

const doctor: Command = {
  usage: `doctor [--json]   what is installed, what is missing, and the exact fix;
                    exit code 0 when pipelines can run, else 1`,
  options: { json: { type: 'boolean', default: false } },
  async run({ json }) {
    const [{ examine }, { printReport }] = await Promise.all([import('./doctor.js'), import('./report.js')]);
    const report = examine();
    if (json) console.log(JSON.stringify(report, undefined, 2));
    else printReport(report, (line) => console.log(line));
    return report.ok ? 0 : 1;
  },
};

const commands: Readonly<Record<string, Command>> = { doctor, eval: evaluate, plot };

const usage = `Usage: node-deepstream <command> [options]

Commands:
${Object.values(commands)
  .map((command) => `  ${command.usage}`)
  .join('\n\n')}

Options:
  --version         the package's version
  --help            this text`;

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') {
    console.log((createRequire(import.meta.url)('../../package.json') as { version: string }).version);
    return 0;
  }
  if (name === undefined || args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    if (name.startsWith('-')) return refuse(`Unknown option '${name}'.`);
    const near = nearest(name, Object.keys(commands));
    return refuse(`There is no command "${name}".${near ? ` Did you mean "${near}"?` : ''}`);
  }
  try {
    const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
    const extra = positionals[command.words ?? 0];
    if (extra !== undefined) return refuse(`"${name}" takes no argument "${extra}".`);
    return await command.run(values, positionals);
  } catch (error) {
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) return refuse((error as Error).message);
    if (!isDeepStreamError(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

function refuse(message: string): number {
  console.error(`${message}\n\n${usage}`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
