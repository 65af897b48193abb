// What objects look like: a re-identification network turns each into a vector, and vectors of the same object point
// the same way.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nvds/surface.h"
#include "runtime/tracker/box.h"
#include "runtime/tracker/settings.h"

namespace tracker {

// The looks a target had, each of length one; the oldest gives way.
class Gallery {
 public:
  void reset(std::size_t capacity) {
    capacity_ = capacity;
    features_.clear();
    next_ = 0;
  }
  void add(std::span<const float> feature);
  // The greatest cosine between `feature` and what is here; 0 when there is nothing.
  float similarity(std::span<const float> feature) const;
  // The greatest among the looks of another target.
  float similarity(const Gallery& other) const;

 private:
  std::size_t capacity_ = 0;
  std::vector<std::vector<float>> features_;
  std::size_t next_ = 0;
};

// A crop of an RGBA picture as a network wants it: `out` holds 3 × height × width numbers.
void prepare_crop(const nvds::NvBufSurfaceParams& picture, const Box& box, const AppearanceSettings& settings,
                  float* out);

// Runs the network of the settings.
class Embedder {
 public:
  struct Failure {
    std::string message, remedy, key, value;
  };
  // Null with `failure` filled when the model cannot be used.
  static std::unique_ptr<Embedder> load(const AppearanceSettings& settings, Failure& failure);
  virtual ~Embedder() = default;

  virtual std::size_t feature_size() const = 0;
  // One vector for each box after the other, of boxes in an RGBA picture. False with `failure` when the network fails.
  virtual bool embed(const nvds::NvBufSurfaceParams& picture, std::span<const Box> boxes, std::vector<float>& features,
                     std::string& failure) = 0;
};

}  // namespace tracker
