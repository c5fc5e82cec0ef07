#include "desk/gateway_watch.hpp"

#include <algorithm>

namespace legwork::desk {
namespace {

constexpr const char* tags = "AvailableFunds,NetLiquidation";

}  // namespace

bool GatewayWatch::is_live() const {
  return std::ranges::any_of(accounts_, [](const std::string& account) { return !account.starts_with("D"); });
}

market::Money GatewayWatch::drawdown() const { return peak_ && equity_ ? *peak_ - *equity_ : market::Money(); }

void GatewayWatch::on_ready(const tws::Ready& ready, core::TimePoint now) {
  accounts_ = ready.accounts;
  skew_.reset();
  ask_clock_at_ = now;
  if (!summary_) summary_ = session_.subscribe(tws::RequestAccountSummary{0, "All", tags}, now);
  on_time(now);
}

void GatewayWatch::on_time(core::TimePoint now) {
  if (!ask_clock_at_ || now < *ask_clock_at_) return;
  ask_clock_at_ = now + clock_every;
  if (!clock_) clock_ = session_.request(tws::RequestCurrentTime{}, now, {.waits_for_connection = false});
}

void GatewayWatch::on(const tws::Event& event, core::TimePoint now) {
  if (const auto* const ready = std::get_if<tws::Ready>(&event)) return on_ready(*ready, now);
  if (std::holds_alternative<tws::Closed>(event)) {
    clock_.reset();
    ask_clock_at_.reset();
    return;
  }
  if (const auto* const failed = std::get_if<tws::Failed>(&event)) {
    if (clock_ == failed->key) clock_.reset();
    if (summary_ == failed->key) summary_.reset();  // asked for again with the next connection
    return;
  }
  if (const auto* const done = std::get_if<tws::Done>(&event); done != nullptr && clock_ == done->key) clock_.reset();
  const auto* const reply = std::get_if<tws::Reply>(&event);
  if (reply == nullptr) return;
  if (clock_ == reply->key)
    if (const auto* const time = std::get_if<tws::CurrentTime>(&reply->message))
      skew_ = core::TimePoint(std::chrono::seconds(time->time)) - now;
  if (summary_ == reply->key)
    if (const auto* const row = std::get_if<tws::AccountSummary>(&reply->message)) on_summary(*row, now);
}

/// Of another currency than the orders' it is no figure for us.
void GatewayWatch::on_summary(const tws::AccountSummary& row, core::TimePoint now) {
  if (row.account != account_ || row.currency != "USD") return;
  const auto value = market::Money::parse(row.value);
  if (!value) return;
  if (row.tag == "AvailableFunds") {
    available_funds_ = *value;
    funds_at_ = now;
  }
  if (row.tag != "NetLiquidation") return;
  equity_ = *value;
  peak_ = peak_ ? std::max(*peak_, *value) : *value;
}

}  // namespace legwork::desk
