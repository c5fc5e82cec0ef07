// Liveness: is the peer alive? Counted in whole frames, never in bytes or in writes that succeeded: a frozen peer's kernel takes bytes
// for a long time, and one that dribbles looks busy. Owned by Session; plain times.
#pragma once

#include <algorithm>
#include <optional>

#include "core/time.hpp"

namespace legwork::tws {

class Liveness {
 public:
  /// After `silence` without a frame a probe (currentTime) is due; without any frame within `answer` of it the peer is dead. A frame
  /// begun must be whole within `frame`.
  Liveness(core::Duration silence, core::Duration answer, core::Duration frame)
      : silence_(silence), answer_(answer), frame_(frame) {}

  void start(core::TimePoint now) {
    since_ = now;
    probed_at_.reset();
    begun_at_.reset();
  }
  void on_frame(core::TimePoint now) {
    since_ = now;
    last_frame_at_ = now;
    probed_at_.reset();
    begun_at_.reset();
  }
  /// Bytes of an unfinished frame are held.
  void on_part(core::TimePoint now) {
    if (!begun_at_) begun_at_ = now;
  }
  void on_probe(core::TimePoint now) { probed_at_ = now; }

  bool probing() const { return probed_at_.has_value(); }
  bool probe_due(core::TimePoint now) const { return !probed_at_ && now - since_ >= silence_; }
  bool dead(core::TimePoint now) const { return probed_at_ && now - *probed_at_ >= answer_; }
  bool stuck(core::TimePoint now) const { return begun_at_ && now - *begun_at_ >= frame_; }

  core::TimePoint deadline() const {
    const auto life = probed_at_ ? *probed_at_ + answer_ : since_ + silence_;
    return begun_at_ ? std::min(life, *begun_at_ + frame_) : life;
  }
  std::optional<core::TimePoint> last_frame_at() const { return last_frame_at_; }

 private:
  core::Duration silence_;
  core::Duration answer_;
  core::Duration frame_;
  core::TimePoint since_{};
  std::optional<core::TimePoint> last_frame_at_;
  std::optional<core::TimePoint> probed_at_;
  std::optional<core::TimePoint> begun_at_;
};

}  // namespace legwork::tws
