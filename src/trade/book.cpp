#include "trade/book.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "trade/digest.hpp"
#include "trade/order/transitions.hpp"
#include "trade/order_reference.hpp"

namespace legwork::trade {
namespace {

core::Error impossible(std::string why) { return {core::ErrorCode::parse, std::move(why), {}}; }

core::Error no_such_order(OrderNumber number) {
  return {core::ErrorCode::not_found, fmt::format("there is no order {}", number.value()), {}};
}

/// Contracts or shares that the newest executions moved, signed, of one leg.
std::int64_t moved(const Order& order, ContractId contract) {
  std::int64_t sum = 0;
  for (const auto& [key, fill] : order.fills)
    if (!fill.summary && fill.contract == contract) sum += fill.quantity;
  return sum;
}

std::uint64_t digest_of(const Order& order) {
  Digest digest;
  digest.add(order.intended.order.value()).add(order.order_id.value()).add(order.perm_id.value());
  const OrderFacts& f = order.facts;
  digest.add(static_cast<int>(f.bytes)).add(static_cast<int>(f.end)).add(f.filled).add(f.seen_at.time_since_epoch().count());
  for (const bool flag : {f.unsent, f.doubted, f.acknowledged, f.working, f.cancel_sent, f.refused, order.cancel_wanted})
    digest.add(flag);
  for (const core::TimePoint at : f.absences) digest.add(at.time_since_epoch().count());
  for (const auto& [key, fill] : order.fills)
    digest.add(key.base).add(key.contract.value()).add(fill.id.version).add(fill.quantity).add(fill.price.nanos());
  return digest.value();
}

}  // namespace

std::int64_t Order::units_filled() const {
  std::int64_t units = std::numeric_limits<std::int64_t>::max();
  for (const OrderLeg& leg : intent.legs()) {
    const std::int64_t signed_units = moved(*this, leg.instrument.id) / leg.ratio;
    units = std::min(units, std::max<std::int64_t>(signed_units, 0));
  }
  return units;
}

bool Order::is_unbalanced() const {
  const std::int64_t units = units_filled();
  return std::ranges::any_of(intent.legs(),
                             [&](const OrderLeg& leg) { return moved(*this, leg.instrument.id) != units * leg.ratio; });
}

core::Result<void> Book::apply(const AnyRecord& record) {
  return std::visit([this](const auto& one) { return apply(one); }, record);
}

core::Result<void> Book::apply(const records::Started& record) {
  if (started_ && (started_->journal != record.journal || started_->account != record.account || started_->live != record.live))
    return impossible("a journal belongs to one account and one mode, paper or live, for ever");
  started_ = record;
  for (const OrderNumber number : std::set(live_)) {  // whatever was on its way when the last run ended
    Order& order = *find(number);
    if (!order.facts.acknowledged) order.facts.learn(Fact::doubted, {});
  }
  return {};
}

core::Result<void> Book::apply(const records::Intended& record) {
  if (record.order.value() != next_order_)
    return impossible(fmt::format("order {} where {} was due", record.order.value(), next_order_));
  auto intent = records::read(record.intent);
  if (!intent) return intent.error();
  Order order{record, *std::move(intent), reference_of(record.order), {}, record.order_id, {}, false, {}, {}};
  order.facts.learn(Fact::stored, {});
  ++next_order_;
  next_ticket_ = std::max(next_ticket_, record.ticket.value() + 1);
  next_spread_ = std::max(next_spread_, std::max(record.spread, record.rolled_into.value_or(SpreadNumber())).value() + 1);
  id_floor_ = std::max(id_floor_, BrokerOrderId(record.order_id.value() + 1));
  by_id_.insert_or_assign(record.order_id, record.order);
  if (const auto walk = walks_.find(record.ticket); walk != walks_.end()) walk->second.orders.push_back(record.order);
  live_.insert(record.order);
  orders_.emplace(record.order, std::move(order));
  return {};
}

core::Result<void> Book::apply(const records::Learned& record) {
  Order* const order = find(record.order);
  if (order == nullptr) return no_such_order(record.order);
  const Phase before = phase(*order);
  order->facts.learn(record.fact, record.at);
  if (record.perm_id && record.perm_id->value() != 0) {
    order->perm_id = *record.perm_id;
    by_perm_.insert_or_assign(*record.perm_id, record.order);
  }
  if (record.order_id) order->order_id = *record.order_id;
  if (record.said) order->last_said = *record.said;
  const Phase after = phase(*order);
  ASSERT(next_phases(before, record.fact).contains(after), "order {}: {} + {} became {}", record.order.value(), to_string(before),
         to_string(record.fact), to_string(after));
  note_phase(*order);
  return {};
}

core::Result<void> Book::apply(const records::Executed& record) {
  if (!ExecutionId::parse(record.execution)) return impossible(fmt::format("'{}' is no execution id", record.execution));
  const Fill fill = record.fill();
  if (record.order == OrderNumber{}) {
    const auto [place, is_new] = foreign_executions_.try_emplace(key_of(fill), record);
    if (!is_new && place->second.fill().id.version < fill.id.version) place->second = record;
    return {};
  }
  Order* const order = find(record.order);
  if (order == nullptr) return no_such_order(record.order);
  const auto [place, is_new] = order->fills.try_emplace(key_of(fill), fill);
  if (!is_new && place->second.id.version >= fill.id.version) return {};
  place->second = fill;
  order->facts.filled = order->units_filled();
  order->facts.see(fill.at);
  if (record.perm_id.value() != 0 && order->perm_id.value() == 0) {
    order->perm_id = record.perm_id;
    by_perm_.insert_or_assign(record.perm_id, record.order);
  }
  note_phase(*order);  // also of an order that had been given up: its fill reopens it
  return {};
}

core::Result<void> Book::apply(const records::OpeningBalance& record) {
  if (opened_at_) return impossible("a journal has one opening balance");
  opened_at_ = record.at;
  for (const records::OpeningBalance::Holding& held : record.holdings) adjusted_[held.contract] += held.quantity;
  return {};
}

core::Result<void> Book::apply(const records::Adjusted& record) {
  adjusted_[record.contract] += record.quantity;
  return {};
}

core::Result<void> Book::apply(const records::Charged& record) {
  charges_.insert_or_assign(record.execution, record);
  return {};
}

core::Result<void> Book::apply(const records::CancelWanted& record) {
  Order* const order = find(record.order);
  if (order == nullptr) return no_such_order(record.order);
  order->cancel_wanted = true;
  if (killed_) kill_wanted_.insert(record.order);
  return {};
}

core::Result<void> Book::apply(const records::ForeignSeen& record) {
  foreign_.insert_or_assign(record.perm_id, record);
  return {};
}

core::Result<void> Book::apply(const records::IdFloor& record) {
  id_floor_ = std::max(id_floor_, record.next);
  return {};
}

core::Result<void> Book::apply(const records::ModeSet& record) {
  mode_ = record.after;
  return {};
}

core::Result<void> Book::apply(const records::KillLatch& record) {
  killed_ = record.set;
  return {};
}

core::Result<void> Book::apply(const records::LimitsSet& record) {
  limits_ = record.limits;
  return {};
}

core::Result<void> Book::apply(const records::WalkBegun& record) {
  auto intent = records::read(record.intent);
  if (!intent) return intent.error();
  if (const auto valid = check(record.plan); !valid) return valid.error();
  if (!walks_.emplace(record.ticket, Walk{record, *std::move(intent), {}, {}}).second)
    return impossible(fmt::format("the walk of ticket {} begins twice", record.ticket.value()));
  next_ticket_ = std::max(next_ticket_, record.ticket.value() + 1);
  return {};
}

core::Result<void> Book::apply(const records::Walked& record) {
  const auto walk = walks_.find(record.ticket);
  if (walk == walks_.end()) return impossible(fmt::format("ticket {} has no walk under way", record.ticket.value()));
  walk->second.state = record.state;
  if (record.state.stage == WalkStage::ended) walks_.erase(walk);
  return {};
}

core::Result<void> Book::apply(const records::ExitsSet& record) {
  if (!record.plan) {
    exits_.erase(record.spread);
    return {};
  }
  if (const auto valid = check(*record.plan); !valid) return valid.error();
  exits_.insert_or_assign(record.spread, HeldExits{*record.plan, {}});
  next_spread_ = std::max(next_spread_, record.spread.value() + 1);
  return {};
}

core::Result<void> Book::apply(const records::ExitNoted& record) {
  const auto exits = exits_.find(record.spread);
  if (exits == exits_.end()) return impossible(fmt::format("spread {} has no exits", record.spread.value()));
  exits->second.state = record.state;
  return {};
}

std::int64_t Book::kill_unproven() const {
  return std::ranges::count_if(kill_wanted_, [&](OrderNumber number) { return live_.contains(number); });
}

core::Result<void> Book::apply(const records::CommandTaken& record) {
  if (!commands_.emplace(record.key, record).second) return impossible(fmt::format("command '{}' was taken before", record.key));
  return {};
}

core::Result<void> Book::apply(const records::Decided& /*record*/) { return {}; }

core::Result<void> Book::apply(const records::Alerted& record) {
  if (record.raised)
    raised_.insert(record.alert);
  else
    raised_.erase(record.alert);
  return {};
}

/// Contracts that end without an execution move the position as an adjustment does; whose spread they were is the ledger's to know.
core::Result<void> Book::apply_fact(const LedgerFact& fact) {
  if (const auto right = std::visit([](const auto& one) { return records::check(one); }, fact); !right) return right.error();
  if (!ledger_facts_.insert(id_of(fact)).second) return {};
  for (const PositionChange& change : position_changes(fact)) adjusted_[change.contract] += change.quantity;
  return {};
}

namespace {

/// Whether a record would change a book; by kinds, because a copy of the book would cost too much.
struct NewsOf {
  const Book& book;

  bool operator()(const records::Learned& record) const {
    const Order* const order = book.order(record.order);
    if (order == nullptr) return true;
    OrderFacts facts = order->facts;
    facts.learn(record.fact, record.at);
    // A later sighting alone is no news while there is no absence to make void: it would fill the journal with what never matters.
    if (facts.absences == order->facts.absences) facts.seen_at = order->facts.seen_at;
    return facts != order->facts || (record.perm_id && record.perm_id->value() != 0 && *record.perm_id != order->perm_id) ||
           (record.fact == Fact::noticed && record.said != order->last_said);
  }
  bool operator()(const records::Executed& record) const {
    const Fill fill = record.fill();
    const Order* const order = book.order(record.order);
    if (order == nullptr) {
      const auto known = book.foreign_executions().find(key_of(fill));
      return known == book.foreign_executions().end() || known->second.fill().id.version < fill.id.version;
    }
    const auto known = order->fills.find(key_of(fill));
    return known == order->fills.end() || known->second.id.version < fill.id.version;
  }
  bool operator()(const records::Charged& record) const {
    const auto known = book.charges().find(record.execution);
    return known == book.charges().end() || known->second.commission != record.commission;
  }
  bool operator()(const records::CancelWanted& record) const {
    const Order* const order = book.order(record.order);
    return order == nullptr || !order->cancel_wanted;
  }
  bool operator()(const records::ForeignSeen& record) const {
    const auto known = book.foreign().find(record.perm_id);
    return known == book.foreign().end() || known->second.status != record.status;
  }
  bool operator()(const records::IdFloor& record) const { return record.next > book.id_floor(); }
  bool operator()(const records::LimitsSet& record) const { return record.limits != book.limits(); }
  bool operator()(const records::Walked& record) const {
    const auto walk = book.walks().find(record.ticket);
    return walk == book.walks().end() || walk->second.state != record.state;
  }
  bool operator()(const records::ExitsSet& record) const {
    const auto exits = book.exits().find(record.spread);
    return exits == book.exits().end() ? record.plan.has_value() : record.plan != exits->second.plan;
  }
  bool operator()(const records::ExitNoted& record) const {
    const auto exits = book.exits().find(record.spread);
    return exits == book.exits().end() || exits->second.state != record.state;
  }
  bool operator()(const records::Alerted& record) const { return book.is_raised(record.alert) != record.raised; }
  template <LedgerFactKind Kind>
  bool operator()(const Kind& record) const {
    return !book.has_ledger_fact(record.fact);
  }
  bool operator()(const auto& /*record*/) const { return true; }
};

}  // namespace

bool Book::is_news(const AnyRecord& record) const { return std::visit(NewsOf{*this}, record); }

Order* Book::find(OrderNumber number) {
  const auto found = orders_.find(number);
  return found == orders_.end() ? nullptr : &found->second;
}

const Order* Book::order(OrderNumber number) const {
  const auto found = orders_.find(number);
  return found == orders_.end() ? nullptr : &found->second;
}

const Order* Book::order_of_perm(PermId perm_id) const {
  const auto found = by_perm_.find(perm_id);
  return found == by_perm_.end() ? nullptr : order(found->second);
}

const Order* Book::order_of_id(BrokerOrderId order_id) const {
  const auto found = by_id_.find(order_id);
  return found == by_id_.end() ? nullptr : order(found->second);
}

const Order* Book::order_of_reference(std::string_view reference) const {
  const auto number = parse_order_reference(started_ ? started_->journal : "", reference);
  return number ? order(*number) : nullptr;
}

std::string Book::reference_of(OrderNumber number) const { return order_reference(started_ ? started_->journal : "", number); }

void Book::note_phase(const Order& order) {
  if (may_live(phase(order)))
    live_.insert(order.intended.order);
  else
    live_.erase(order.intended.order);
}

Phase Book::phase(const Order& order) const { return phase_of(order.facts, phase_rules(order)); }

std::vector<const Order*> Book::live() const {
  std::vector<const Order*> live;
  for (const OrderNumber number : live_) live.push_back(order(number));
  return live;
}

std::map<ContractId, std::int64_t> Book::positions() const {
  std::map<ContractId, std::int64_t> held = adjusted_;
  for (const auto& [number, order] : orders_)
    for (const auto& [key, fill] : order.fills)
      if (!fill.summary) held[key.contract] += fill.quantity;
  for (const auto& [key, record] : foreign_executions_)
    if (!record.summary && (!opened_at_ || record.traded_at >= *opened_at_)) held[key.contract] += record.quantity;
  std::erase_if(held, [](const auto& one) { return one.second == 0; });
  return held;
}

const records::CommandTaken* Book::command(std::string_view key) const {
  const auto found = commands_.find(key);
  return found == commands_.end() ? nullptr : &found->second;
}

std::uint64_t Book::hash() const {
  Digest digest;
  digest.add(next_order_).add(id_floor_.value()).add(static_cast<int>(mode_)).add(killed_);
  for (const auto& [number, order] : orders_) digest.add(digest_of(order));
  for (const auto& [key, command] : commands_) digest.add(key).add(command.answer);
  for (const std::string& alert : raised_) digest.add(alert);
  for (const OrderNumber order : kill_wanted_) digest.add(order.value());
  digest.add(limits_);
  for (const auto& [ticket, walk] : walks_) {
    digest.add(ticket.value()).add(to_json(walk.state));
    for (const OrderNumber order : walk.orders) digest.add(order.value());
  }
  for (const auto& [spread, exits] : exits_) digest.add(spread.value()).add(to_json(exits.plan)).add(to_json(exits.state));
  for (const auto& [contract, quantity] : adjusted_) digest.add(contract.value()).add(quantity);
  for (const std::string& fact : ledger_facts_) digest.add(fact);
  for (const auto& [execution, charge] : charges_) digest.add(execution).add(charge.commission.micros());
  for (const auto& [perm_id, order] : foreign_) digest.add(perm_id.value()).add(order.status);
  for (const auto& [key, record] : foreign_executions_)
    digest.add(key.base).add(key.contract.value()).add(record.execution).add(record.quantity);
  return digest.value();
}

}  // namespace legwork::trade
