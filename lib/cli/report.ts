/** The doctor's report as text. */
import type { Report } from './doctor.js';

export function printReport(report: Report, print: (line: string) => void): void {
  const row = (good: boolean | undefined, what: string, text: string) =>
    print(`${good === undefined ? '·' : good ? '✓' : '✗'} ${what.padEnd(18)} ${text}`);
  const { addon, gstreamer, runtime, deepstream, gpus, onnxRuntime } = report;
  row(true, 'node-deepstream', `${report.version} on Node ${report.node}, ${report.platform}`);
  row(addon !== undefined, 'add-on', addon?.file ?? 'not loaded');
  row(gstreamer !== undefined, 'GStreamer', gstreamer?.version ?? 'not found');
  row(
    deepstream.found || undefined,
    'DeepStream',
    deepstream.found ? `${deepstream.version ?? 'unknown version'} in ${deepstream.folder}` : 'not installed',
  );
  row(gpus.length > 0 || undefined, 'NVIDIA GPU', gpus.map(({ name, driver }) => `${name}, driver ${driver}`).join('; ') || 'none');
  row(runtime !== undefined, 'runtime', runtime ? `${runtime}: ${report.reason}` : 'none');
  if (runtime !== 'deepstream')
    row(onnxRuntime !== undefined, 'ONNX Runtime', onnxRuntime ? [onnxRuntime.version, onnxRuntime.file].filter(Boolean).join(' ') : 'not found');
  if (report.elements.length > 0) print('');
  for (const { name, purpose, found, provider } of report.elements) row(found, name, `${purpose}${provider ? ` (${provider})` : ''}`);
  print('');
  for (const { what, fix, serious } of report.problems) print(`${serious ? '✗' : '·'} ${what}\n    fix: ${fix}`);
  print(report.ok ? 'Pipelines can run.' : 'Pipelines cannot run until the problems marked ✗ are fixed.');
}
