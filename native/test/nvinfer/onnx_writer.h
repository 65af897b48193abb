// Writes tiny ONNX models: just enough of the protobuf wire format for a graph of a few nodes.
#pragma once

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace onnx {

enum Type : int { kFloat = 1, kUint8 = 2, kInt8 = 3, kInt32 = 6, kInt64 = 7, kBool = 9, kFloat16 = 10, kDouble = 11 };

class Message {
 public:
  Message& number(int field, std::uint64_t value) {
    varint(std::uint64_t(field) << 3);
    varint(value);
    return *this;
  }
  Message& text(int field, const std::string& bytes) {
    varint(std::uint64_t(field) << 3 | 2);
    varint(bytes.size());
    bytes_ += bytes;
    return *this;
  }
  Message& message(int field, const Message& other) { return text(field, other.bytes_); }
  Message& real(int field, float value) {
    varint(std::uint64_t(field) << 3 | 5);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += char(value | 0x80);
    bytes_ += char(value);
  }
  std::string bytes_;
};

inline Message ints(const std::string& name, const std::vector<std::int64_t>& values) {
  Message attribute;
  attribute.text(1, name).number(20, 7);
  for (const auto value : values) attribute.number(8, std::uint64_t(value));
  return attribute;
}
inline Message integer(const std::string& name, std::int64_t value) {
  return Message().text(1, name).number(20, 2).number(3, std::uint64_t(value));
}

// dims: -1 is an open dimension, named after the tensor and its place so that different ones are independent.
class Model {
 public:
  Model& input(const std::string& name, Type type, const std::vector<std::int64_t>& dims) {
    graph_.message(11, value_info(name, type, dims));
    return *this;
  }
  Model& output(const std::string& name, Type type, const std::vector<std::int64_t>& dims) {
    graph_.message(12, value_info(name, type, dims));
    return *this;
  }
  Model& node(const std::string& op, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
              const std::vector<Message>& attributes = {}) {
    Message node;
    for (const auto& name : inputs) node.text(1, name);
    for (const auto& name : outputs) node.text(2, name);
    node.text(4, op);
    for (const Message& attribute : attributes) node.message(5, attribute);
    graph_.message(1, node);
    return *this;
  }
  template <class Value>
  Model& constant(const std::string& name, Type type, const std::vector<std::int64_t>& dims,
                  const std::vector<Value>& values) {
    Message tensor;
    for (const auto dim : dims) tensor.number(1, std::uint64_t(dim));
    tensor.number(2, std::uint64_t(type)).text(8, name);
    tensor.text(9, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)});
    graph_.message(5, tensor);
    return *this;
  }
  void write(const std::string& path) const {
    Message graph = graph_;
    graph.text(2, "test");
    const Message model = Message().number(1, 8).message(8, Message().number(2, 13)).message(7, graph);
    std::ofstream(path, std::ios::binary) << model.bytes();
  }

 private:
  static Message value_info(const std::string& name, Type type, const std::vector<std::int64_t>& dims) {
    Message shape;
    for (std::size_t i = 0; i < dims.size(); ++i)
      shape.message(
          1, dims[i] < 0 ? Message().text(2, name + std::to_string(i)) : Message().number(1, std::uint64_t(dims[i])));
    const Message tensor = Message().number(1, std::uint64_t(type)).message(2, shape);
    return Message().text(1, name).message(2, Message().message(1, tensor));
  }
  Message graph_;
};

// A detector for the built-in parser: one cell for every 16x16 pixels; its coverage is the mean red of the cell (255 is
// 1), its box has the corners (-35 b0, -35 b1, 35 b2, 35 b3) about the cell's origin.
inline Model detector(std::int64_t batch, std::int64_t height, std::int64_t width,
                      const std::vector<float>& b = {0, 0, 0.2f, 0.3f}) {
  std::vector<float> red(3 * 16 * 16, 0.0f);
  std::fill_n(red.begin(), 16 * 16, 1.0f / (255 * 16 * 16));
  const std::vector<std::int64_t> grid = {batch, 1, height < 0 ? -1 : height / 16, width < 0 ? -1 : width / 16};
  const std::vector<Message> cells = {ints("kernel_shape", {16, 16}), ints("strides", {16, 16})};
  Model model;
  model.input("images", kFloat, {batch, 3, height, width});
  model.constant<float>("red", kFloat, {1, 3, 16, 16}, red);
  model.constant<float>("zeros", kFloat, {4, 3, 16, 16}, std::vector<float>(4 * 3 * 16 * 16, 0.0f));
  model.constant<float>("corners", kFloat, {4}, b);
  model.node("Conv", {"images", "red"}, {"out_cov"}, cells);
  model.node("Conv", {"images", "zeros", "corners"}, {"out_bbox"}, cells);
  model.output("out_cov", kFloat, grid);
  model.output("out_bbox", kFloat, {grid[0], 4, grid[2], grid[3]});
  return model;
}

// Gives back what it gets.
inline Model identity(Type type, const std::vector<std::int64_t>& dims) {
  Model model;
  model.input("images", type, dims);
  model.node("Identity", {"images"}, {"echo"});
  model.output("echo", type, dims);
  return model;
}

// A classifier: the mean of each colour channel over 255.
inline Model classifier(std::int64_t height, std::int64_t width) {
  Model model;
  model.input("images", kFloat, {-1, 3, height, width});
  model.constant<float>("full", kFloat, {1}, std::vector<float>{255.0f});
  model.constant<std::int64_t>("flat", kInt64, {2}, std::vector<std::int64_t>{-1, 3});
  model.node("GlobalAveragePool", {"images"}, {"mean"});
  model.node("Reshape", {"mean", "flat"}, {"colours"});
  model.node("Div", {"colours", "full"}, {"probabilities"});
  model.output("probabilities", kFloat, {-1, 3});
  return model;
}

}  // namespace onnx
