/** Looks at the machine: what pipelines need, what is there, and how to get the rest. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isDeepStreamError } from '../errors.js';
import { type LoadedBinding, loadBinding, packageFolder } from '../native.js';
import { chooseRuntime, embeddedPlugin, findOnnxRuntime, type Runtime } from '../runtime.js';
import { type Requirement, requirements } from './requirements.js';

/** One element: where it comes from, or how to get it. */
export interface ElementReport {
  name: string;
  purpose: string;
  found: boolean;
  provider?: 'DeepStream' | 'node-deepstream' | 'GStreamer';
  plugin?: string;
  file?: string;
}

export interface Problem {
  what: string;
  fix: string;
  /** True when no pipeline runs with it; else something less common is missing. */
  serious: boolean;
}

export interface Report {
  /** Whether pipelines can run. */
  ok: boolean;
  version: string;
  node: string;
  platform: string;
  addon?: { file: string; version: string };
  gstreamer?: { version: string };
  runtime?: Runtime;
  /** Why this runtime. */
  reason?: string;
  deepstream: { found: boolean; version?: string; folder?: string };
  gpus: { name: string; driver: string }[];
  onnxRuntime?: { file: string; version?: string };
  elements: ElementReport[];
  problems: Problem[];
}

const DEEPSTREAM_FOLDER = '/opt/nvidia/deepstream/deepstream';

export function examine(): Report {
  const { version } = createRequire(import.meta.url)(join(packageFolder, 'package.json')) as { version: string };
  const report: Report = {
    ok: false,
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    deepstream: findDeepStream(),
    gpus: findGpus(),
    elements: [],
    problems: [],
  };
  const loaded = attempt(report, loadBinding);
  if (loaded) examineGStreamer(report, loaded);
  report.ok = !report.problems.some(({ serious }) => serious);
  return report;
}

function examineGStreamer(report: Report, loaded: LoadedBinding): void {
  const { binding, file } = loaded;
  report.addon = { file, version: binding.version };
  report.gstreamer = { version: binding.gstreamerVersion() };
  const runtime = attempt(report, () => chooseRuntime('auto'))?.runtime;
  if (runtime) {
    report.runtime = runtime;
    report.reason = runtime === 'deepstream' ? "NVIDIA's plugins are installed" : reasonForCpu(report);
  }
  if (runtime !== 'deepstream') examineOnnxRuntime(report, loaded);
  for (const requirement of requirements) report.elements.push(examineElement(report, loaded, requirement));
}

function reasonForCpu({ deepstream, gpus }: Report): string {
  if (!deepstream.found) return 'DeepStream is not installed';
  return gpus.length === 0
    ? 'DeepStream is installed, but there is no NVIDIA GPU'
    : 'DeepStream is installed, but GStreamer does not load its plugins';
}

function examineOnnxRuntime(report: Report, loaded: LoadedBinding): void {
  const file = findOnnxRuntime(embeddedPlugin(loaded));
  if (!file) {
    report.problems.push({ what: 'nvinfer has no ONNX Runtime', fix: 'npm install onnxruntime-node', serious: true });
  } else if (!existsSync(file)) {
    report.problems.push({
      what: `NODE_DEEPSTREAM_ONNXRUNTIME names ${file}, which does not exist`,
      fix: 'unset NODE_DEEPSTREAM_ONNXRUNTIME',
      serious: true,
    });
  } else {
    const version = onnxRuntimeVersion(file);
    report.onnxRuntime = { file, ...(version && { version }) };
  }
}

/** Of the npm package around the file, if it is in one. */
function onnxRuntimeVersion(file: string): string | undefined {
  const folder = file.slice(0, file.lastIndexOf('/bin/napi-'));
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string };
    return name === 'onnxruntime-node' ? version : undefined;
  } catch {
    return undefined;
  }
}

function examineElement(report: Report, { binding }: LoadedBinding, { name, purpose, serious, packageName }: Requirement): ElementReport {
  const info = binding.inspect(name);
  if (!info) {
    const fix = packageName ? `sudo apt-get install ${packageName}` : 'install node-deepstream again';
    report.problems.push({ what: `the element ${name} is missing (${purpose})`, fix, serious });
    return { name, purpose, found: false };
  }
  const { plugin, file } = info;
  const provider = plugin === 'nodedeepstream' ? 'node-deepstream' : file && dirname(file).includes('deepstream') ? 'DeepStream' : 'GStreamer';
  return { name, purpose, found: true, provider, plugin, ...(file && { file }) };
}

function findDeepStream(): Report['deepstream'] {
  if (!existsSync(DEEPSTREAM_FOLDER)) return { found: false };
  let version: string | undefined;
  try {
    version = /\d+\.\d+(?:\.\d+)?/.exec(readFileSync(join(DEEPSTREAM_FOLDER, 'version'), 'utf8'))?.[0];
  } catch {
    // A folder without a version file is still an installation.
  }
  return { found: true, folder: DEEPSTREAM_FOLDER, ...(version && { version }) };
}

function findGpus(): Report['gpus'] {
  const { status, stdout } = spawnSync('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (status !== 0) return [];
  return stdout
    .split('\n')
    .map((line) => line.split(',').map((part) => part.trim()))
    .flatMap(([name, driver]) => (name && driver ? [{ name, driver }] : []));
}

/** What is wrong becomes a problem of the report. */
function attempt<T>(report: Report, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!isDeepStreamError(error)) throw error;
    const detail = error.detail ? ` (${error.detail.split('\n')[0]})` : '';
    const what = error.remedy ? error.message.replace(error.remedy, '').trim() : error.message;
    report.problems.push({ what: `${what}${detail}`, fix: error.remedy ?? 'npm rebuild node-deepstream', serious: true });
    return undefined;
  }
}
