/** The command node-deepstream. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../lib/cli/doctor.js';
import { root } from './launch.js';

const run = (args: string[], environment: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'lib/cli/main.ts'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
};
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

describe('node-deepstream', () => {
  it('--version prints the version', () => {
    expect(run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('--help prints the commands', () => {
    expect(run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('doctor [--json]') });
  });

  it.each([
    [['doktor'], 'There is no command "doktor". Did you mean "doctor"?'],
    [['doctor', 'now'], '"doctor" takes no argument "now".'],
    [['doctor', '--yaml'], "Unknown option '--yaml'"],
  ])('%j is refused with what would be right', (args, message) => {
    expect(run(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('node-deepstream doctor', () => {
  it('--json says what was found, element by element', () => {
    const { status, stdout } = run(['doctor', '--json']);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({
      ok: true,
      version,
      node: process.versions.node,
      gstreamer: { version: expect.stringMatching(/^1\./) },
      problems: [],
    });
    expect(status).toBe(0);
    for (const { name, found, provider } of report.elements) {
      expect([name, found, provider]).toEqual([name, true, name.startsWith('nv') && report.runtime === 'cpu' ? 'node-deepstream' : provider]);
    }
    if (report.runtime === 'cpu') expect(existsSync(report.onnxRuntime?.file ?? '')).toBe(true);
  });

  it('prints the same for people', () => {
    const { status, stdout } = run(['doctor']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/✓ GStreamer +1\./);
    expect(stdout).toMatch(/✓ nvinfer +inference/);
    expect(stdout).toContain('Pipelines can run.');
  });

  it('names what is missing and the command that brings it', () => {
    // A GStreamer without any plugin.
    const { status, stdout } = run(['doctor', '--json'], {
      GST_PLUGIN_SYSTEM_PATH: '/nowhere',
      GST_REGISTRY: '/dev/null',
      GST_REGISTRY_UPDATE: 'no',
    });
    const report = JSON.parse(stdout) as Report;
    expect(status).toBe(1);
    expect(report.ok).toBe(false);
    expect(report.problems).toContainEqual({
      what: 'the element uridecodebin is missing (sources by URI)',
      fix: 'sudo apt-get install gstreamer1.0-plugins-base',
      serious: true,
    });
    expect(report.problems).toContainEqual(expect.objectContaining({ fix: 'sudo apt-get install gstreamer1.0-plugins-ugly', serious: false }));
  });

  it('names an ONNX Runtime that does not exist', () => {
    const { status, stdout } = run(['doctor', '--json'], { NODE_DEEPSTREAM_ONNXRUNTIME: '/nowhere/libonnxruntime.so' });
    const report = JSON.parse(stdout) as Report;
    expect(status).toBe(1);
    expect(report.problems).toContainEqual({
      what: 'NODE_DEEPSTREAM_ONNXRUNTIME names /nowhere/libonnxruntime.so, which does not exist',
      fix: 'unset NODE_DEEPSTREAM_ONNXRUNTIME',
      serious: true,
    });
  });

  it('says that there is no add-on, and how to get it', () => {
    const { status, stdout } = run(['doctor', '--json'], { NODE_DEEPSTREAM_PREBUILD: '/nowhere' });
    const report = JSON.parse(stdout) as Report;
    expect(status).toBe(1);
    expect(report.addon).toBeUndefined();
    expect(report.problems).toEqual([
      { what: expect.stringContaining('There is no native add-on for this machine'), fix: expect.stringContaining('npm run setup'), serious: true },
    ]);
  });
});

describe('node-deepstream plot', () => {
  it('writes PNG, too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'node-deepstream-png-'));
    const frame = { source: { id: 0, name: 'gate', pad: 0 }, number: 0, size: { width: 320, height: 240 }, objects: [] };
    writeFileSync(join(folder, 'run.jsonl'), JSON.stringify(frame));
    const out = join(folder, 'a picture.png');
    expect(run(['plot', 'tracks', '--frames', join(folder, 'run.jsonl'), '--out', out])).toEqual({
      status: 0,
      stdout: `written: ${out}\n`,
      stderr: '',
    });
    const png = readFileSync(out);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([320, 240]);
    rmSync(folder, { recursive: true });
  });
});
