// The engine and the link: what is known after a gap, and how it is found out. A picture is a pull of open orders, completed orders,
// executions and positions; only a whole one says anything, and what it does not show is absent as of the moment it was asked for.
#include <algorithm>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"

namespace legwork::trade {

void Engine::on(const LinkReady& event) {
  linked_ = upstream_up_ = true;
  link_accounts_ = event.accounts;
  answered_once_ = false;
  next_upstream_probe_.reset();
  reconciled_ = false;
  last_life_ = now_;
  cancels_out_.clear();
  doubles_.clear();
  const bool is_believable = event.next_order_id.value() < order_id_end;
  if (is_believable) keep(records::IdFloor{event.next_order_id});
  alert("order_ids", !is_believable,
        fmt::format("the gateway names {} as its next order id; reset the API order ids in its settings",
                    event.next_order_id.value()));
  const bool ours = std::ranges::find(event.accounts, options_.account) != event.accounts.end();
  alert("account", !ours, fmt::format("the gateway does not serve account {}: nothing is sent", options_.account));
  alert("link", false, "connected");
  if (!ours) {  // its login is another's; only a new connection can tell when that is put right
    linked_ = false;
    actions_.emplace_back(LeaveLink{});
    return;
  }
  picture_.reset();
  picture_retry_ = options_.picture_retry_first;
  last_picture_at_.reset();
  plan_picture({});
}

void Engine::on(const LinkLost& event) {
  if (linked_) alert("link", true, event.why);
  linked_ = reconciled_ = false;
  next_upstream_probe_.reset();
  picture_.reset();
  next_picture_.reset();
  // What was handed to the link and not answered may have arrived; the writer's own proofs come as OrderUnsent.
  for (const auto& [order, since] : std::exchange(unanswered_, {})) learn(order, Fact::doubted, event.why);
  decide_waiting();
}

void Engine::on(const UpstreamChanged& event) {
  upstream_up_ = event.up;
  next_upstream_probe_ = event.up ? std::nullopt : std::optional(now_ + options_.upstream_probe_every);
  reconciled_ = false;
  alert("upstream", !event.up, event.why);
  picture_.reset();
  last_picture_at_.reset();
  if (event.up) plan_picture({});
  decide_waiting();
}

void Engine::on(const LifeProved& event) {
  last_life_ = std::max(last_life_, event.at);
  decide_waiting();
  send_waiting();
}

void Engine::plan_picture(core::Duration in) {
  // What a picture shows may itself ask for the next one: without a distance that would never end.
  const core::TimePoint at = std::max(now_ + in, last_picture_at_ ? *last_picture_at_ + options_.picture_apart : now_);
  next_picture_ = next_picture_ ? std::min(*next_picture_, at) : at;
  if (*next_picture_ <= now_ && is_linked()) begin_picture();
}

void Engine::begin_picture() {
  if (picture_) return;  // one at a time; the next is planned when it ends
  next_picture_.reset();
  last_picture_at_ = now_;
  picture_ = Picture();
  picture_->number = ++pictures_;
  picture_->began = now_;
  actions_.emplace_back(Pull{picture_->number});
}

void Engine::on(const PositionShown& event) {
  if (picture_ && event.account == options_.account) picture_->positions.push_back(event);
}

void Engine::on(const PictureTaken& event) {
  if (!picture_ || picture_->number != event.picture) return;  // of a link that has gone
  if (!event.whole) {
    picture_.reset();
    alert("picture", true, fmt::format("orders and executions could not be pulled: {}", event.why_not));
    plan_picture(picture_retry_);
    picture_retry_ = std::min(2 * picture_retry_, options_.picture_retry_max);
    return;
  }
  alert("picture", false, "pulled");
  picture_retry_ = options_.picture_retry_first;
  judge_absences();
  const bool positions_disagree = compare_positions(*picture_), legs_disagree = compare_legs(),
             ends_disagree = compare_ends(*picture_);
  picture_.reset();
  reconciled_ = must_steer_ = true;
  const bool undecided = !disagreed_.empty() || std::ranges::any_of(book_.live(), [this](const Order* order) {
    return book_.phase(*order) == Phase::unknown || !order->facts.absences.empty() || order->facts.refused;
  });
  plan_picture(positions_disagree || legs_disagree || ends_disagree ? options_.break_grace
               : undecided                                          ? options_.absence_apart
                                                                    : options_.picture_every);
  cancel_what_is_wanted();
  decide_waiting();
  send_waiting();
}

/// An execution may be on its way to us, or one of ours not yet in the broker's figures: the same difference twice is a break.
bool Engine::compare_positions(const Picture& picture) {
  std::map<ContractId, std::int64_t> differences;
  std::map<ContractId, std::string> texts;
  std::vector<records::OpeningBalance::Holding> holdings;
  for (const PositionShown& shown : picture.positions) {
    differences[shown.contract] = shown.quantity.value_or(0);  // of a fraction: nothing that we could count
    texts[shown.contract] = shown.description;
    if (shown.quantity && *shown.quantity != 0) holdings.push_back({shown.contract, shown.description, *shown.quantity});
  }
  if (!book_.has_opening_balance()) keep(records::OpeningBalance{picture.began, std::move(holdings)});
  const std::map<ContractId, std::int64_t> ours = book_.positions();
  for (const auto& [contract, quantity] : ours) differences[contract] -= quantity;
  bool is_new = false;
  for (const auto& [contract, difference] : differences) {
    const auto before = disagreed_.find(contract);
    const bool again = before != disagreed_.end() && before->second == difference;
    is_new |= difference != 0 && !again;
    const auto held = ours.find(contract);
    if (difference == 0 || again)
      alert(fmt::format("position:{}", contract.value()), difference != 0,
            fmt::format("the broker holds {}, our book has {}: say what it is (legwork positions), nothing new is opened in it",
                        texts.contains(contract) ? texts[contract] : "none", held == ours.end() ? 0 : held->second));
  }
  std::erase_if(differences, [](const auto& one) { return one.second == 0; });
  // Also what an earlier run told of and neither side holds any more.
  for (const std::string& name : std::set(book_.raised())) {
    const bool still =
        std::ranges::any_of(differences, [&](const auto& one) { return fmt::format("position:{}", one.first.value()) == name; });
    if (name.starts_with("position:") && !still) alert(name, false, "the broker and our book agree");
  }
  disagreed_ = std::move(differences);
  return is_new;
}

/// Legs of one execution come one after the other: the same imbalance in two pictures is one.
bool Engine::compare_legs() {
  std::set<OrderNumber> now;
  bool is_new = false;
  for (const auto& [number, order] : book_.orders()) {
    const bool was = unbalanced_.contains(number), is = order.is_unbalanced();
    if (is) now.insert(number);
    is_new |= is && !was;
    if (is == was)
      alert(fmt::format("legs:{}", number.value()), is, [&, &one = order] {
        return fmt::format(
            "order {} ({}) has legs that are not the same whole number of units: compare it with the broker's "
            "statement, then close the odd leg",
            one.intended.order.value(), to_string(one.intent));
      });
  }
  unbalanced_ = std::move(now);
  return is_new;
}

/// A status may be older than the execution that came before it; not in two pictures.
bool Engine::compare_ends(const Picture& picture) {
  std::set<OrderNumber> now;
  bool is_new = false;
  for (const OrderNumber number : picture.working)
    if (const Order* const order = book_.order(number); is_terminal(book_.phase(*order))) {
      now.insert(number);
      const bool again = contradicted_.contains(number);
      is_new |= !again;
      if (again)
        alert(fmt::format("contradicted:{}", number.value()), true, [&] {
          return fmt::format("order {} ({}) is {} by our book and works at the broker: compare its executions with the statement",
                             number.value(), to_string(order->intent), to_string(book_.phase(*order)));
        });
    }
  for (const OrderNumber number : contradicted_)
    if (!now.contains(number)) alert(fmt::format("contradicted:{}", number.value()), false, "the broker and our book agree");
  contradicted_ = std::move(now);
  return is_new;
}

/// Orders that the picture does not show although they left before it was asked for.
void Engine::judge_absences() {
  for (const Order* const order : book_.live()) {
    const OrderNumber number = order->intended.order;
    const auto shown = shown_at_.find(number);
    const bool shown_since = shown != shown_at_.end() && shown->second >= picture_->began;
    const bool on_its_way =
        waiting_since_.contains(number) || unanswered_.contains(number) || std::ranges::any_of(held_, [&](const Held& held) {
          const auto* const submit = std::get_if<Submit>(&held.action);
          return submit != nullptr && submit->order == number;
        });
    if (shown_since || on_its_way || picture_->shown.contains(number)) continue;
    keep(records::Learned{number, Fact::absent, picture_->began, std::nullopt, std::nullopt, std::nullopt, std::nullopt});
    const Phase phase = book_.phase(*order);
    const std::string name = fmt::format("unknown:{}", number.value());
    alert(name, phase == Phase::unknown,
          fmt::format("order {} ({}) is not shown by the broker and may yet appear", number.value(), to_string(order->intent)));
  }
}

}  // namespace legwork::trade
