#include "runtime/metadata/pool.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace runtime::metadata {
namespace {

using namespace nvds;

struct Pool : NvDsMetaPool {
  NvDsBatchMeta* batch;
  std::vector<std::unique_ptr<void, decltype(&g_free)>> slabs;
};

// What lies before each element. The node is the one that the pool's lists link, so that moving an element between
// them costs neither a search nor an allocation. The pool is the element's own, wherever the element is attached.
struct Slot {
  GList node;
  Pool* pool;
  gsize acquired;
};

Slot* slot_of(gpointer element) { return static_cast<Slot*>(element) - 1; }

void move(Slot* slot, GList*& from, GList*& to) {
  from = g_list_remove_link(from, &slot->node);
  to = g_list_concat(&slot->node, to);
}

void grow(Pool& pool, guint count) {
  const std::size_t stride = sizeof(Slot) + (pool.element_size + alignof(Slot) - 1) / alignof(Slot) * alignof(Slot);
  char* slab = static_cast<char*>(g_malloc0_n(count, stride));
  pool.slabs.emplace_back(slab, &g_free);
  for (guint i = count; i-- > 0;) {
    auto* slot = reinterpret_cast<Slot*>(slab + i * stride);
    auto* base = reinterpret_cast<NvDsBaseMeta*>(slot + 1);
    base->batch_meta = pool.batch;
    base->meta_type = pool.meta_type;
    base->release_func = pool.release_func;
    slot->node.data = base;
    slot->pool = &pool;
    pool.empty_list = g_list_concat(&slot->node, pool.empty_list);
  }
  pool.max_elements_in_pool += count;
  pool.num_empty_elements += count;
}

}  // namespace

NvDsMetaPool* create_pool(NvDsBatchMeta* batch, NvDsMetaType type, guint element_size, guint count,
                          NvDsMetaReleaseFunc release) {
  auto pool = std::make_unique<Pool>();
  pool->meta_type = type;
  pool->element_size = element_size;
  pool->release_func = release;
  pool->batch = batch;
  grow(*pool, count);
  return pool.release();
}

void destroy_pool(NvDsMetaPool* pool) { std::unique_ptr<Pool>(static_cast<Pool*>(pool)); }

gpointer acquire(NvDsMetaPool* pool) {
  // DeepStream triples a pool that has run out, adding at most 128 elements at once.
  constexpr guint kMostAtOnce = 128;
  if (!pool->empty_list) grow(*static_cast<Pool*>(pool), std::clamp(2 * pool->max_elements_in_pool, 1u, kMostAtOnce));
  gpointer element = pool->empty_list->data;
  Slot* slot = slot_of(element);
  move(slot, pool->empty_list, pool->full_list);
  slot->acquired = true;
  --pool->num_empty_elements;
  ++pool->num_full_elements;
  return element;
}

void give_back(gpointer element) {
  Slot* slot = slot_of(element);
  Pool* pool = slot->pool;
  slot->acquired = false;
  move(slot, pool->full_list, pool->empty_list);
  --pool->num_full_elements;
  ++pool->num_empty_elements;
}

bool is_acquired(gconstpointer element) { return (static_cast<const Slot*>(element) - 1)->acquired; }

}  // namespace runtime::metadata
