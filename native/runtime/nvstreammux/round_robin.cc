#include "runtime/nvstreammux/round_robin.h"

#include <algorithm>

namespace runtime::mux {

Share share_places(std::span<const Offer> offers, std::size_t places, std::size_t first, bool one_each) {
  Share share;
  const std::size_t count = offers.size();
  const auto active = std::size_t(
      std::count_if(offers.begin(), offers.end(), [](const Offer& offer) { return offer.open || offer.frames > 0; }));
  if (active == 0) {
    share.complete = true;
    return share;
  }
  const std::size_t own = one_each ? 1 : places / active;

  std::size_t kept = 0;  // places of sources that may still send
  std::vector<std::size_t> kept_for(count), taken(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (offers[i].open && offers[i].frames < own) kept_for[i] = own - offers[i].frames;
    kept += kept_for[i];
  }
  // With more live sources than places nobody has a place of its own.
  if (one_each && active > places) kept = 0;

  std::size_t free = places - std::min(places, kept);
  share.next = first;
  for (bool given = true; given && free > 0;) {
    given = false;
    for (std::size_t step = 0; step < count && free > 0; ++step) {
      const std::size_t i = (first + step) % count;
      const std::size_t limit = one_each ? std::min<std::size_t>(1, offers[i].frames) : offers[i].frames;
      if (taken[i] >= limit) continue;
      ++taken[i];
      --free;
      given = true;
      share.order.push_back(i);
      share.next = (i + 1) % count;
    }
  }
  const bool more_may_come = std::any_of(offers.begin(), offers.end(), [](const Offer& offer) { return offer.open; });
  share.complete = share.order.size() == places || !more_may_come ||
                   (one_each && kept == 0 && share.order.size() == std::min(places, active));
  return share;
}

}  // namespace runtime::mux
