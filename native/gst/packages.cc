#include "gst/packages.h"

#include <algorithm>
#include <array>

#include "gst/ref.h"

namespace gst {
namespace {

struct Entry {
  std::string_view element;  // a name, or with a final * the beginning of one
  std::string_view package;
};

constexpr std::array kEntries = std::to_array<Entry>({
    {"alsasink", "gstreamer1.0-alsa"},
    {"alsasrc", "gstreamer1.0-alsa"},
    {"appsink", "gstreamer1.0-plugins-base"},
    {"appsrc", "gstreamer1.0-plugins-base"},
    {"assrender", "gstreamer1.0-plugins-bad"},
    {"audioconvert", "gstreamer1.0-plugins-base"},
    {"audioresample", "gstreamer1.0-plugins-base"},
    {"autovideosink", "gstreamer1.0-plugins-good"},
    {"autoaudiosink", "gstreamer1.0-plugins-good"},
    {"avdec_*", "gstreamer1.0-libav"},
    {"avdemux_*", "gstreamer1.0-libav"},
    {"avenc_*", "gstreamer1.0-libav"},
    {"avidemux", "gstreamer1.0-plugins-good"},
    {"avimux", "gstreamer1.0-plugins-good"},
    {"cairooverlay", "gstreamer1.0-plugins-good"},
    {"clockoverlay", "gstreamer1.0-plugins-base"},
    {"compositor", "gstreamer1.0-plugins-base"},
    {"decodebin", "gstreamer1.0-plugins-base"},
    {"decodebin3", "gstreamer1.0-plugins-base"},
    {"dashdemux", "gstreamer1.0-plugins-bad"},
    {"fbdevsink", "gstreamer1.0-plugins-bad"},
    {"fdkaacenc", "gstreamer1.0-plugins-bad"},
    {"flvdemux", "gstreamer1.0-plugins-good"},
    {"flvmux", "gstreamer1.0-plugins-good"},
    {"glimagesink", "gstreamer1.0-gl"},
    {"gtksink", "gstreamer1.0-gtk3"},
    {"h264parse", "gstreamer1.0-plugins-bad"},
    {"h265parse", "gstreamer1.0-plugins-bad"},
    {"hlsdemux", "gstreamer1.0-plugins-bad"},
    {"hlssink*", "gstreamer1.0-plugins-bad"},
    {"imagefreeze", "gstreamer1.0-plugins-good"},
    {"jpegdec", "gstreamer1.0-plugins-good"},
    {"jpegenc", "gstreamer1.0-plugins-good"},
    {"jpegparse", "gstreamer1.0-plugins-bad"},
    {"kmssink", "gstreamer1.0-plugins-bad"},
    {"matroskademux", "gstreamer1.0-plugins-good"},
    {"matroskamux", "gstreamer1.0-plugins-good"},
    {"mp4mux", "gstreamer1.0-plugins-good"},
    {"mpegtsmux", "gstreamer1.0-plugins-bad"},
    {"mpegvideoparse", "gstreamer1.0-plugins-bad"},
    {"multifilesink", "gstreamer1.0-plugins-good"},
    {"multifilesrc", "gstreamer1.0-plugins-good"},
    {"oggdemux", "gstreamer1.0-plugins-base"},
    {"openh264*", "gstreamer1.0-plugins-bad"},
    {"playbin*", "gstreamer1.0-plugins-base"},
    {"pngdec", "gstreamer1.0-plugins-good"},
    {"pngenc", "gstreamer1.0-plugins-good"},
    {"pulsesink", "gstreamer1.0-pulseaudio"},
    {"pulsesrc", "gstreamer1.0-pulseaudio"},
    {"qtdemux", "gstreamer1.0-plugins-good"},
    {"qtmux", "gstreamer1.0-plugins-good"},
    {"rtmp2*", "gstreamer1.0-plugins-bad"},
    {"rtmpsink", "gstreamer1.0-plugins-bad"},
    {"rtmpsrc", "gstreamer1.0-plugins-bad"},
    {"rtp*", "gstreamer1.0-plugins-good"},
    {"rtspclientsink", "gstreamer1.0-rtsp"},
    {"rtspsrc", "gstreamer1.0-plugins-good"},
    {"souphttpsrc", "gstreamer1.0-plugins-good"},
    {"splitmuxsink", "gstreamer1.0-plugins-good"},
    {"srtsink", "gstreamer1.0-plugins-bad"},
    {"srtsrc", "gstreamer1.0-plugins-bad"},
    {"subparse", "gstreamer1.0-plugins-base"},
    {"tcp*", "gstreamer1.0-plugins-base"},
    {"textoverlay", "gstreamer1.0-plugins-base"},
    {"theoradec", "gstreamer1.0-plugins-base"},
    {"timeoverlay", "gstreamer1.0-plugins-base"},
    {"tsdemux", "gstreamer1.0-plugins-bad"},
    {"tsparse", "gstreamer1.0-plugins-bad"},
    {"udp*", "gstreamer1.0-plugins-good"},
    {"uridecodebin*", "gstreamer1.0-plugins-base"},
    {"urisourcebin", "gstreamer1.0-plugins-base"},
    {"v4l2*", "gstreamer1.0-plugins-good"},
    {"vaapi*", "gstreamer1.0-vaapi"},
    {"videobox", "gstreamer1.0-plugins-good"},
    {"videoconvert*", "gstreamer1.0-plugins-base"},
    {"videocrop", "gstreamer1.0-plugins-good"},
    {"videoflip", "gstreamer1.0-plugins-good"},
    {"videomixer", "gstreamer1.0-plugins-good"},
    {"videoparsersbad", "gstreamer1.0-plugins-bad"},
    {"videorate", "gstreamer1.0-plugins-base"},
    {"videoscale", "gstreamer1.0-plugins-base"},
    {"videotestsrc", "gstreamer1.0-plugins-base"},
    {"vp8*", "gstreamer1.0-plugins-good"},
    {"vp9*", "gstreamer1.0-plugins-good"},
    {"wavparse", "gstreamer1.0-plugins-good"},
    {"waylandsink", "gstreamer1.0-plugins-bad"},
    {"webrtcbin", "gstreamer1.0-plugins-bad"},
    {"x264enc", "gstreamer1.0-plugins-ugly"},
    {"x265enc", "gstreamer1.0-plugins-bad"},
    {"ximagesink", "gstreamer1.0-x"},
    {"ximagesrc", "gstreamer1.0-plugins-good"},
    {"xvimagesink", "gstreamer1.0-x"},
});

bool matches(std::string_view pattern, std::string_view element) {
  if (!pattern.ends_with('*')) return pattern == element;
  return element.starts_with(pattern.substr(0, pattern.size() - 1));
}

// Either of the two has this one.
bool runtime_is_loaded() { return ObjectRef<GstElementFactory>(gst_element_factory_find("nvstreammux")) != nullptr; }

}  // namespace

std::string package_of(std::string_view element) {
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [element](const Entry& entry) { return matches(entry.element, element); });
  return found == kEntries.end() ? "" : std::string(found->package);
}

std::string install_remedy(std::string_view element) {
  const std::string package = package_of(element);
  if (!package.empty()) return "Install it: sudo apt-get install " + package;
  // All elements of DeepStream are called nv….
  if (element.starts_with("nv"))
    return runtime_is_loaded()
               ? "The runtime in use has no such element; see what it has with: npx node-deepstream doctor"
               : "Neither DeepStream nor the CPU runtime that provides it is loaded; run: npx node-deepstream doctor";
  return "Look for the plugin with: gst-inspect-1.0 | grep " + std::string(element);
}

}  // namespace gst
