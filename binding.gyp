# Builds the add-on alone, for the published package. CMakeLists.txt builds the same sources with the same settings.
{
  "targets": [
    {
      "target_name": "node_deepstream",
      "sources": ["<!@(node -p \"require('fs').readFileSync('native/sources.txt','utf8')\")"],
      "include_dirs": ["native", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"],
      "defines": [
        "NAPI_VERSION=9",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
        "NDS_VERSION=\"<!(node -p \"require('./package.json').version\")\""
      ],
      "cflags_cc!": ["-fno-rtti", "-std=gnu++17"],
      "cflags_cc": ["-std=c++20", "-fvisibility=hidden", "-fvisibility-inlines-hidden", "-Wno-restrict"],
      "cflags": ["<!@(pkg-config --cflags gstreamer-1.0 gstreamer-video-1.0)"],
      "libraries": ["<!@(pkg-config --libs gstreamer-1.0 gstreamer-video-1.0)"],
      "ldflags": ["-Wl,-z,nodelete"]
    }
  ]
}
