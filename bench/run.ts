/**
 * Runs the benchmarks and writes docs/benchmarks.md. Usage: npm run bench [-- name…]
 * With names, only those run, and their sections alone are replaced.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { analytics } from './analytics.js';
import { delivery } from './delivery.js';
import { endToEnd } from './end-to-end.js';
import { interception } from './interception.js';
import { type Benchmark, type Figure, root } from './measure.js';
import { memory } from './memory.js';
import { packing } from './packing.js';
import { packingIncludes } from './packing-includes.js';
import { subscriber } from './subscriber.js';
import { tracking } from './tracking.js';

const benchmarks: readonly Benchmark[] = [endToEnd, packing, packingIncludes, delivery, subscriber, interception, analytics, memory, tracking];
const page = join(root, 'docs', 'benchmarks.md');

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.some((item) => item.name === name));
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}. There are: ${benchmarks.map((item) => item.name).join(', ')}`);
  process.exit(2);
}

function meets({ value, bar }: Figure): boolean | undefined {
  if (!bar) return undefined;
  return 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost;
}

const barText = ({ bar }: Figure) => (bar ? ('atLeast' in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`) : '');
const verdict = (figure: Figure) => ({ true: 'met', false: '**missed**', undefined: '' })[`${meets(figure)}` as 'true' | 'false' | 'undefined'];
const number = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 0.1 ? 3 : 4));

function section({ name, title }: Benchmark, figures: readonly Figure[]): string {
  const date = new Date().toISOString().slice(0, 10);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  return [
    `## ${title}`,
    '',
    `\`npm run bench -- ${name}\`, ${date}, commit ${commit}, ${machine}`,
    '',
    '| figure | value | unit | bar | |',
    '| --- | --- | --- | --- | --- |',
    ...figures.map(
      (figure) =>
        `| ${figure.what}${figure.note ? ` (${figure.note})` : ''} | ${number(figure.value)} | ${figure.unit} | ${barText(figure)} | ${verdict(figure)} |`,
    ),
    '',
  ].join('\n');
}

const heading = `# Benchmarks

Ratios of contestants that ran in turn within one run: compare the ratios, not the absolute figures, which belong to the machine named.
`;

/** Sections of the page by their title line. */
function existing(): Map<string, string> {
  if (!existsSync(page)) return new Map();
  const parts = readFileSync(page, 'utf8')
    .split(/^(?=## )/m)
    .slice(1);
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', `${part.trimEnd()}\n`]));
}

let missed = 0;
for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`• ${benchmark.title}`);
  const figures = await benchmark.run((text) => console.log(`    ${text}`));
  for (const figure of figures) {
    console.log(`  ${figure.what}: ${number(figure.value)} ${figure.unit} ${barText(figure)} ${verdict(figure)}`);
    if (meets(figure) === false) missed++;
  }
  const sections = existing();
  sections.set(`## ${benchmark.title}`, section(benchmark, figures));
  // Sections of other programs (scripts/gpu-check) stand behind those of this one.
  const own = benchmarks.map(({ title }) => `## ${title}`);
  const others = [...sections.keys()].filter((title) => !own.includes(title));
  const ordered = [...own, ...others].map((title) => sections.get(title)).filter((text) => text !== undefined);
  writeFileSync(page, [heading, ...ordered].join('\n'));
}
console.log(`results: docs/benchmarks.md${missed ? ` (${missed} below the bar)` : ''}`);
