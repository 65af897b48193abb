/** The elements that pipelines are made of, and the Debian/Ubuntu packages that bring them. */

export interface Requirement {
  name: string;
  purpose: string;
  /** Without it hardly any pipeline runs. */
  serious: boolean;
  /** Undefined for elements that a runtime brings. */
  packageName?: string;
}

const base = 'gstreamer1.0-plugins-base';
const good = 'gstreamer1.0-plugins-good';
const bad = 'gstreamer1.0-plugins-bad';
const ugly = 'gstreamer1.0-plugins-ugly';
const libav = 'gstreamer1.0-libav';

export const requirements: readonly Requirement[] = [
  { name: 'nvstreammux', purpose: 'batching', serious: true },
  { name: 'nvinfer', purpose: 'inference', serious: true },
  { name: 'nvtracker', purpose: 'tracking', serious: true },
  { name: 'nvstreamdemux', purpose: 'one output for each source', serious: true },
  { name: 'nvmultistreamtiler', purpose: 'mosaic of sources', serious: true },
  { name: 'nvdsosd', purpose: 'drawing', serious: true },
  { name: 'nvvideoconvert', purpose: 'conversion and scaling', serious: true },
  { name: 'nvv4l2decoder', purpose: 'decoding by DeepStream name', serious: false },
  { name: 'nvv4l2h264enc', purpose: 'H.264 encoding by DeepStream name', serious: false },
  { name: 'nvjpegdec', purpose: 'JPEG decoding by DeepStream name', serious: false },
  { name: 'nvjpegenc', purpose: 'JPEG encoding by DeepStream name', serious: false },
  { name: 'uridecodebin', purpose: 'sources by URI', serious: true, packageName: base },
  { name: 'videoconvert', purpose: 'conversion in system memory', serious: true, packageName: base },
  { name: 'avidemux', purpose: 'AVI files', serious: false, packageName: good },
  { name: 'qtdemux', purpose: 'MP4 files', serious: false, packageName: good },
  { name: 'matroskademux', purpose: 'MKV and WebM files', serious: false, packageName: good },
  { name: 'mp4mux', purpose: 'writing MP4 files', serious: false, packageName: good },
  { name: 'rtspsrc', purpose: 'RTSP cameras', serious: false, packageName: good },
  { name: 'h264parse', purpose: 'H.264 streams', serious: false, packageName: bad },
  { name: 'x264enc', purpose: 'H.264 encoding', serious: false, packageName: ugly },
  { name: 'avdec_h264', purpose: 'H.264 decoding', serious: false, packageName: libav },
];
