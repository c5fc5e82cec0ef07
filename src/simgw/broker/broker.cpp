#include "simgw/broker/broker.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "market/date.hpp"

namespace legwork::simgw {
namespace {

using std::chrono::milliseconds;

/// Times of day between order and answers, as seen on paper accounts: tens of milliseconds each.
constexpr std::int64_t accept_ms_min = 15, accept_ms_max = 60;
constexpr std::int64_t activate_ms_min = 20, activate_ms_max = 90;
constexpr std::int64_t cancel_ms_min = 20, cancel_ms_max = 120;

}  // namespace

Broker::Broker(BrokerMarket& market, BrokerOptions options, core::TimePoint now)
    : market_(market), options_(std::move(options)), chance_(core::Prng(options_.seed).split("broker")), stepped_to_(now) {
  ASSERT(!options_.accounts.empty());
  ASSERT(options_.step > core::Duration::zero());
  for (const std::string& id : options_.accounts) {
    accounts_.emplace_back(id, options_.cash);
    day_start_value_[id] = options_.cash.to_double();
  }
  next_perm_id_ = 1'000'000'000 + static_cast<std::int64_t>(chance_.below(900'000'000));
  next_order_id_ = options_.first_order_id;
}

// --- Orders in ---

void Broker::place(OrderOwner owner, OrderTerms terms, std::shared_ptr<const tws::PlaceOrder> wire, std::string order_ref,
                   core::TimePoint now) {
  // Even a what-if uses up its order id.
  next_order_id_ = std::max(next_order_id_, owner.order_id + 1);
  if (const auto problem = check(terms)) {
    reject(owner, problem->code, problem->text);
    return;
  }
  if (terms.what_if) {
    events_.emplace_back(Previewed{owner, std::move(wire), terms, preview(terms)});
    return;
  }
  SimOrder* known = order(owner);
  if (known == nullptr) {
    place_new(owner, std::move(terms), std::move(wire), std::move(order_ref), now);
  } else if (known->status == OrderStatus::filled) {
    reject(owner, 104, "Cannot modify a filled order");
  } else if (!known->live()) {
    reject(owner, 103, "Duplicate order id");
  } else {
    modify(*known, std::move(terms), std::move(wire), now);
  }
}

void Broker::place_new(OrderOwner owner, OrderTerms terms, std::shared_ptr<const tws::PlaceOrder> wire, std::string order_ref,
                       core::TimePoint now) {
  if (terms.parent_id != 0) {
    const SimOrder* parent = order(OrderOwner{owner.client_id, terms.parent_id});
    if (parent == nullptr) {
      reject(owner, 135, fmt::format("Can't find order with id = {}", terms.parent_id));
      return;
    }
  }
  if (const auto problem = check_margin(terms)) {
    reject(owner, problem->code, problem->text);
    return;
  }
  SimOrder order;
  order.owner = owner;
  order.perm_id = next_perm_id_++;
  order.terms = std::move(terms);
  order.wire = std::move(wire);
  order.placed_at = now;
  order.chance = chance_.split(fmt::format("order {}", order.perm_id));
  const std::int64_t perm_id = order.perm_id;
  perm_ids_[owner] = perm_id;
  order_refs_[perm_id] = std::move(order_ref);
  const bool transmit = order.terms.transmit;
  orders_.emplace(perm_id, std::move(order));
  // An order that is not transmitted waits in the application; a child that is transmitted sends its parent and brothers off.
  if (transmit) {
    for (auto& [id, other] : orders_) {
      const bool relative = orders_.at(perm_id).terms.parent_id != 0 && other.owner.client_id == owner.client_id &&
                            (other.owner.order_id == orders_.at(perm_id).terms.parent_id ||
                             other.terms.parent_id == orders_.at(perm_id).terms.parent_id);
      if (id != perm_id && relative && !other.terms.transmit && other.status == OrderStatus::pending_submit) {
        other.terms.transmit = true;
        later(now + milliseconds(chance_.between(accept_ms_min, accept_ms_max)), {id, Step::accept});
      }
    }
    later(now + milliseconds(chance_.between(accept_ms_min, accept_ms_max)), {perm_id, Step::accept});
  }
}

void Broker::modify(SimOrder& order, OrderTerms terms, std::shared_ptr<const tws::PlaceOrder> wire, core::TimePoint now) {
  if (order.status == OrderStatus::pending_cancel) {
    reject(order.owner, 105, "Order being modified does not match original order: it is being cancelled");
    return;
  }
  if (terms.legs != order.terms.legs || terms.side != order.terms.side || terms.account != order.terms.account) {
    reject(order.owner, 105, "Order being modified does not match original order");
    return;
  }
  if (terms.type != order.terms.type && order.terms.type != OrderType::market && order.triggered) {
    reject(order.owner, 329, "Order modify failed. Cannot change to the new order type.");
    return;
  }
  if (terms.quantity <= order.filled) {
    reject(order.owner, 104, fmt::format("Cannot modify: {} are filled already", order.filled));
    return;
  }
  const bool was_held = !order.terms.transmit;
  order.terms = std::move(terms);
  order.wire = std::move(wire);
  if (was_held && order.terms.transmit)
    later(now + milliseconds(chance_.between(accept_ms_min, accept_ms_max)), {order.perm_id, Step::accept});
  if (order.status == OrderStatus::submitted || order.status == OrderStatus::pre_submitted) tell(order);
}

void Broker::cancel(OrderOwner owner, core::TimePoint now) {
  SimOrder* order = this->order(owner);
  if (order == nullptr) {
    reject(owner, 10147, fmt::format("OrderId {} that needs to be cancelled is not found.", owner.order_id));
    return;
  }
  if (order->status == OrderStatus::filled || order->status == OrderStatus::cancelled) {
    reject(owner, 10148,
           fmt::format("OrderId {} that needs to be cancelled can not be cancelled, state: {}.", owner.order_id,
                       to_string(order->status)));
    return;
  }
  if (order->status == OrderStatus::pending_cancel) {
    reject(owner, 161, fmt::format("Cancel attempted when order is not in a cancellable state.  Order permId ={}", order->perm_id));
    return;
  }
  begin_cancel(*order, "Cancelled by Trader", now);
}

void Broker::cancel_all(core::TimePoint now) {
  for (auto& [perm_id, order] : orders_) {
    if (order.live() && order.status != OrderStatus::pending_cancel) begin_cancel(order, "Cancelled by Trader", now);
  }
}

void Broker::begin_cancel(SimOrder& order, std::string why, core::TimePoint now) {
  order.completed_status = std::move(why);
  if (order.status == OrderStatus::pending_submit && !order.terms.transmit) {
    end(order, OrderStatus::cancelled, order.completed_status, now);
    return;
  }
  order.status = OrderStatus::pending_cancel;
  working_.erase(order.perm_id);
  tell(order);
  later(now + milliseconds(chance_.between(cancel_ms_min, cancel_ms_max)), {order.perm_id, Step::finish_cancel});
}

// --- Checks ---

std::optional<Reject> Broker::check(const OrderTerms& terms) const {
  if (account(terms.account) == nullptr)
    return Reject{321, fmt::format("Error validating request.-'bW' : cause - Invalid account code '{}'.", terms.account)};
  if (terms.quantity <= 0) return Reject{434, "The order size cannot be zero."};
  if (const auto problem = check_prices(terms)) return problem;
  for (const TermsLeg& leg : terms.legs) {
    const Instrument* instrument = market_.find(leg.con_id);
    ASSERT(instrument != nullptr, "order_intake lets known contracts through only");
    if (instrument->terms->kind == SecurityKind::index) return Reject{200, "No security definition has been found for the request"};
    if (instrument->is_option() && stepped_to_ >= instrument->trades_until)
      return Reject{201, "Order rejected - reason:This contract has expired."};
    if (terms.type == OrderType::midprice && instrument->is_option()) {
      return Reject{387, "Unsupported order type for this exchange and security type."};
    }
  }
  return std::nullopt;
}

std::optional<Reject> Broker::check_prices(const OrderTerms& terms) const {
  const bool wants_limit = terms.type == OrderType::limit || terms.type == OrderType::stop_limit;
  const bool wants_stop = terms.type == OrderType::stop || terms.type == OrderType::stop_limit;
  if (wants_limit && !terms.limit) return Reject{321, "Error validating request.-'bW' : cause - The limit price is missing."};
  if (wants_stop && !terms.stop) return Reject{321, "Error validating request.-'bW' : cause - The stop price is missing."};
  const market::TickRule ticks = tick_rule_of(terms.legs, market_);
  for (const auto& price : {terms.limit, terms.stop}) {
    if (price && !ticks.is_valid(*price))
      return Reject{110, "The price does not conform to the minimum price variation for this contract."};
  }
  if (!terms.is_combo && terms.limit && wants_limit && *terms.limit <= market::Price()) {
    return Reject{201, "Order rejected - reason:Limit price must be positive."};
  }
  return std::nullopt;
}

std::optional<Reject> Broker::check_margin(const OrderTerms& terms) const {
  const MarginPreview figures = preview(terms);
  const bool loosens = figures.after.initial <= figures.before.initial;
  if (loosens || figures.after.equity_with_loan >= figures.after.initial) return std::nullopt;
  return Reject{
      201,
      fmt::format("Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH "
                  "LOAN VALUE [{:.2f} USD] MUST EXCEED THE INITIAL MARGIN [{:.2f} USD]",
                  figures.after.equity_with_loan, figures.after.initial)};
}

// --- What is due later ---

void Broker::later(core::TimePoint at, Due due) { due_.emplace(at, due); }

void Broker::perform(Due due, core::TimePoint now) {
  SimOrder* order = this->order(due.perm_id);
  ASSERT(order != nullptr);
  switch (due.step) {
    case Step::accept:
      if (order->status != OrderStatus::pending_submit) return;
      order->status = OrderStatus::pre_submitted;
      if (waits_for_parent(*order)) order->why_held = "child";
      if (!in_session(order->terms)) {
        const std::string text = "Warning: your order will not be placed at the exchange until the next session.";
        events_.emplace_back(OrderError{order->owner, 399, "Order Message:\n" + text});
        order->warning = text;
      }
      tell(*order);
      later(now + milliseconds(chance_.between(activate_ms_min, activate_ms_max)), {due.perm_id, Step::activate});
      return;
    case Step::activate: activate(*order, now); return;
    case Step::finish_cancel:
      if (order->status == OrderStatus::pending_cancel) end(*order, OrderStatus::cancelled, order->completed_status, now);
      return;
  }
}

void Broker::activate(SimOrder& order, core::TimePoint now) {
  if (order.status != OrderStatus::pre_submitted || waits_for_parent(order) || !in_session(order.terms)) return;
  if (order.terms.good_after && now < *order.terms.good_after) {
    later(*order.terms.good_after, {order.perm_id, Step::activate});
    return;
  }
  order.why_held.clear();
  const bool is_stop = (order.terms.type == OrderType::stop || order.terms.type == OrderType::stop_limit) && !order.triggered;
  // A stop waits at the broker as PreSubmitted until it triggers.
  if (!is_stop) {
    order.status = OrderStatus::submitted;
    tell(order);
  }
  working_.insert(order.perm_id);
  match(order, now);
}

void Broker::advance(core::TimePoint now) {
  while (true) {
    const core::TimePoint step_at = stepped_to_ + options_.step;
    const core::TimePoint due_at = due_.empty() ? core::TimePoint::max() : due_.begin()->first;
    const core::TimePoint fee_at = commissions_due_.empty() ? core::TimePoint::max() : commissions_due_.begin()->first;
    const core::TimePoint next = std::min({step_at, due_at, fee_at});
    if (next > now) return;
    if (next == due_at) {
      const Due due = due_.begin()->second;
      due_.erase(due_.begin());
      perform(due, next);
    } else if (next == fee_at) {
      events_.emplace_back(CommissionPaid{std::move(commissions_due_.begin()->second)});
      commissions_due_.erase(commissions_due_.begin());
    } else {
      stepped_to_ = step_at;
      if (working_.empty() && due_at > now && fee_at > now) {
        // Nothing works: jump, keeping to the grid.
        stepped_to_ += options_.step * ((now - stepped_to_) / options_.step);
      }
      match_all(stepped_to_);
    }
  }
}

std::optional<core::TimePoint> Broker::next_event() const {
  std::optional<core::TimePoint> next;
  const auto consider = [&next](core::TimePoint at) { next = next ? std::min(*next, at) : at; };
  if (!due_.empty()) consider(due_.begin()->first);
  if (!commissions_due_.empty()) consider(commissions_due_.begin()->first);
  if (!working_.empty()) consider(stepped_to_ + options_.step);
  return next;
}

void Broker::end(SimOrder& order, OrderStatus status, std::string completed_status, core::TimePoint now) {
  order.status = status;
  order.ended_at = now;
  order.completed_status = std::move(completed_status);
  order.why_held.clear();
  working_.erase(order.perm_id);
  tell(order, true, true);
  if (status != OrderStatus::cancelled) return;
  events_.emplace_back(OrderError{order.owner, 202, "Order Canceled - reason:"});
  for (auto& [perm_id, child] : orders_) {
    const bool is_child = child.terms.parent_id == order.owner.order_id && child.owner.client_id == order.owner.client_id;
    if (is_child && child.live() && order.filled == 0) begin_cancel(child, "Cancelled by Trader", now);
  }
}

// --- Look-ups ---

SimOrder* Broker::order(OrderOwner owner) {
  const auto found = perm_ids_.find(owner);
  return found == perm_ids_.end() ? nullptr : order(found->second);
}
SimOrder* Broker::order(std::int64_t perm_id) {
  const auto found = orders_.find(perm_id);
  return found == orders_.end() ? nullptr : &found->second;
}
const SimOrder* Broker::find(OrderOwner owner) const {
  const auto found = perm_ids_.find(owner);
  return found == perm_ids_.end() ? nullptr : find_perm(found->second);
}
const SimOrder* Broker::find_perm(std::int64_t perm_id) const {
  const auto found = orders_.find(perm_id);
  return found == orders_.end() ? nullptr : &found->second;
}

std::vector<const SimOrder*> Broker::open_orders() const {
  std::vector<const SimOrder*> open;
  for (const auto& [perm_id, order] : orders_) {
    if (order.live()) open.push_back(&order);
  }
  return open;
}

std::vector<const SimOrder*> Broker::completed_orders() const {
  std::vector<const SimOrder*> completed;
  const market::Date today = market::utc_to_eastern(stepped_to_).date;
  for (const auto& [perm_id, order] : orders_) {
    if (is_final(order.status) && market::utc_to_eastern(order.ended_at).date == today) completed.push_back(&order);
  }
  return completed;
}

const Account* Broker::account(const std::string& id) const {
  const auto found = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& account) { return account.id() == id; });
  return found == accounts_.end() ? nullptr : &*found;
}
Account* Broker::account_of(const std::string& id) {
  const auto found = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& account) { return account.id() == id; });
  return found == accounts_.end() ? nullptr : &*found;
}

bool Broker::waits_for_parent(const SimOrder& order) const {
  if (order.terms.parent_id == 0) return false;
  const SimOrder* parent = find(OrderOwner{order.owner.client_id, order.terms.parent_id});
  return parent != nullptr && parent->status != OrderStatus::filled;
}

bool Broker::in_session(const OrderTerms& terms) const {
  return std::all_of(terms.legs.begin(), terms.legs.end(),
                     [&](const TermsLeg& leg) { return market_.session(*market_.find(leg.con_id)).phase == SessionPhase::open; });
}

void Broker::reject(OrderOwner owner, int code, std::string text) {
  events_.emplace_back(OrderError{owner, code, std::move(text)});
}

void Broker::tell(const SimOrder& order, bool show_order, bool show_status) {
  events_.emplace_back(OrderUpdate{order, show_order, show_status});
}

std::vector<BrokerEvent> Broker::take_events() {
  std::vector<BrokerEvent> taken(std::make_move_iterator(events_.begin()), std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

}  // namespace legwork::simgw
