#include "picture/kept.h"

namespace picture {
namespace {

using Count = std::atomic<guint>;

// How many of a pool's buffers are kept, by whichever pipeline of the process; lives as long as the pool.
Count& kept_of(GstBufferPool* pool) {
  static const GQuark key = g_quark_from_static_string("node-deepstream-kept");
  for (;;) {
    if (gpointer known = g_object_get_qdata(G_OBJECT(pool), key)) return *static_cast<Count*>(known);
    auto fresh = std::make_unique<Count>(0);
    const GDestroyNotify destroy = [](gpointer count) { delete static_cast<Count*>(count); };
    if (g_object_replace_qdata(G_OBJECT(pool), key, nullptr, fresh.get(), destroy, nullptr)) return *fresh.release();
  }
}

// 0 for a pool that grows.
guint most_buffers(GstBufferPool* pool) {
  guint most = 0;
  GstStructure* config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_get_params(config, nullptr, nullptr, nullptr, &most);
  gst_structure_free(config);
  return most;
}

bool take_share(GstBufferPool* pool, guint most) {
  Count& kept = kept_of(pool);
  guint now = kept.load();
  do {
    if (now >= most / 2) return false;
  } while (!kept.compare_exchange_weak(now, now + 1));
  return true;
}

}  // namespace

KeptRef Keeper::keep(GstBuffer* buffer, gst::CapsRef caps, nvds::Family family) {
  const guint most = buffer->pool ? most_buffers(buffer->pool) : 0;
  if (most > 0 && !take_share(buffer->pool, most)) {
    not_kept_.fetch_add(1, std::memory_order_relaxed);
    return nullptr;
  }
  const std::shared_ptr<Kept> kept(new Kept);
  kept->buffer_.reset(gst_buffer_ref(buffer));
  kept->caps_ = std::move(caps);
  kept->family_ = family;
  if (most > 0) kept->pool_ = gst::share(buffer->pool);
  kept->keeper_ = shared_from_this();
  held_.fetch_add(1, std::memory_order_relaxed);
  return kept;
}

Kept::~Kept() {
  keeper_->held_.fetch_sub(1, std::memory_order_relaxed);
  buffer_.reset();
  if (pool_) kept_of(pool_.get()).fetch_sub(1);
}

}  // namespace picture
