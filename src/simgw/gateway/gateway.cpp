#include "simgw/gateway/gateway.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/gateway/order_reports.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

constexpr std::string_view hello{"API\0", 4};
constexpr std::chrono::milliseconds paced_interval{100};

BrokerOptions broker_options(const GatewayOptions& options) {
  BrokerOptions broker;
  broker.seed = options.seed;
  broker.accounts = options.accounts;
  broker.cash = options.cash;
  broker.rates = options.fills;
  return broker;
}

/// "v178..200 +PACEAPI": the highest version the client takes, and whether it wants to be slowed down rather than told off.
struct Window {
  int min = 0, max = 0;
  bool paced = false;
};
std::optional<Window> parse_window(std::string_view text) {
  Window window;
  if (!text.starts_with('v')) return std::nullopt;
  const char* end = text.data() + text.size();
  auto parsed = std::from_chars(text.data() + 1, end, window.min);
  if (parsed.ec != std::errc{}) return std::nullopt;
  window.max = window.min;
  if (std::string_view(parsed.ptr, end).starts_with("..")) {
    parsed = std::from_chars(parsed.ptr + 2, end, window.max);
    if (parsed.ec != std::errc{}) return std::nullopt;
  }
  window.paced = std::string_view(parsed.ptr, end).find("+PACEAPI") != std::string_view::npos;
  return window;
}

}  // namespace

Gateway::Gateway(World& world, GatewayOptions options)
    : world_(world),
      options_(std::move(options)),
      market_(world),
      broker_(market_, broker_options(options_), world.now()),
      market_data_(world, market_, *this, options_.market_data),
      history_(world, *this),
      accounts_(world, broker_, *this),
      now_(world.now()) {
  ASSERT(tws::supported(options_.server_version));
}

Gateway::~Gateway() = default;

// --- Transport ---

std::optional<ConnectionId> Gateway::open(core::TimePoint now) {
  now_ = std::max(now_, now);
  const Welcome welcome = hooks_->welcome(now_);
  if (welcome == Welcome::refuse || clients_.size() >= options_.clients_max) return std::nullopt;
  const ConnectionId id(next_connection_++);
  Connection& client = clients_.emplace(id, options_.pacing).first->second;
  ++counters_.connections;
  client.mute = welcome == Welcome::mute;
  client.no_next_id = welcome == Welcome::no_next_id;
  client.no_accounts = welcome == Welcome::no_accounts;
  client.id_in_use = welcome == Welcome::id_in_use;
  if (welcome == Welcome::reset) client.stage = Stage::closing;
  return id;
}

void Gateway::on_bytes(ConnectionId from, std::string_view bytes, core::TimePoint now) {
  now_ = std::max(now_, now);
  Connection* client = find(from);
  if (client == nullptr || client->stage == Stage::closing) return;
  counters_.bytes_in += bytes.size();
  if (client->mute) return;
  if (!hooks_->listens(from, now_)) {
    client->held_in += bytes;
    return;
  }
  if (!client->held_in.empty()) {
    client->held_in += bytes;
    bytes = {};
  }
  std::string held;
  held.swap(client->held_in);
  const std::string_view arrived = held.empty() ? bytes : std::string_view(held);
  if (client->greeted) {
    client->in.push(arrived);
  } else {
    client->greeting += arrived;
    read_greeting(from, *client);
  }
  read_frames(from);
  deliver_broker_events();
}

void Gateway::read_greeting(ConnectionId id, Connection& client) {
  if (client.greeting.size() < hello.size()) return;
  if (!std::string_view(client.greeting).starts_with(hello)) {
    hang_up(id, false);
    return;
  }
  client.greeted = true;
  client.in.push(std::string_view(client.greeting).substr(hello.size()));
  client.greeting.clear();
}

void Gateway::read_frames(ConnectionId id) {
  while (Connection* client = find(id)) {
    if (!client->greeted || client->stage == Stage::closing) return;
    const auto next = client->in.next();
    if (!next) {
      ++counters_.malformed;
      hang_up(id, false);
      return;
    }
    if (!*next) return;
    ++counters_.frames_in;
    const std::string_view payload = **next;
    if (client->stage == Stage::greeting) {
      grant(id, *client, payload);
    } else if (client->paced_by_us && (!client->waiting.empty() || !client->pacing.has_room(now_))) {
      client->waiting.emplace_back(payload);
    } else {
      on_frame(id, std::string(payload));
    }
  }
}

void Gateway::grant(ConnectionId id, Connection& client, std::string_view window_text) {
  const auto window = parse_window(window_text);
  if (!window || window->max < tws::min_server_version) {
    hang_up(id, false);
    return;
  }
  client.paced_by_us = window->paced;
  client.version = std::min(window->max, options_.server_version);
  client.stage = Stage::granted;
  std::string payload = hooks_->version_reply(now_).value_or(std::to_string(client.version));
  payload += '\0';
  payload += hooks_->connection_time(now_).value_or(connection_time(now_));
  payload += '\0';
  tws::append_frame(client.out, payload);
  ++counters_.frames_out;
}

void Gateway::take_paced(ConnectionId id) {
  while (Connection* client = find(id)) {
    if (client->waiting.empty() || !client->pacing.has_room(now_) || client->stage == Stage::closing) return;
    const std::string payload = std::move(client->waiting.front());
    client->waiting.pop_front();
    on_frame(id, payload);
  }
}

void Gateway::on_frame(ConnectionId id, std::string_view payload) {
  Connection& client = *find(id);
  switch (client.pacing.on_message(now_)) {
    case MessagePacing::Verdict::fine: break;
    case MessagePacing::Verdict::too_fast:
    case MessagePacing::Verdict::hang_up:
      ++counters_.pacing_violations;
      send_error(
          id, -1, 100,
          fmt::format("Max rate of messages per second has been exceeded:max={} rec={} ({})", options_.pacing.messages_per_second,
                      options_.pacing.messages_per_second + 1, client.pacing.violations()));
      if (client.pacing.violations() >= options_.pacing.violations_max) hang_up(id, false);
      return;
  }
  auto decoded = tws::decode_request(payload, client.version);
  if (!decoded) {
    ++counters_.malformed;
    send_error(id, -1, 320, "Error reading request. " + decoded.error().message);
    return;
  }
  counters_.surplus_fields += decoded->surplus.size();
  tws::Request message = std::move(decoded->message);
  if (client.stage == Stage::granted) {
    if (const auto* start = std::get_if<tws::StartApi>(&message)) start_api(id, *start);
    return;
  }
  if (hooks_->on_request(id, message, now_)) dispatch(id, message);
}

void Gateway::start_api(ConnectionId id, const tws::StartApi& message) {
  Connection& client = *find(id);
  const bool taken = client.id_in_use || std::any_of(clients_.begin(), clients_.end(), [&](const auto& other) {
                       return other.first != id && !other.second.gone && other.second.stage == Stage::ready &&
                              other.second.client_id == message.client_id;
                     });
  client.client_id = message.client_id;
  if (taken) {
    send_error(id, -1, 326, "Unable to connect as the client id is already in use. Retry with a unique client id.");
    hang_up(id, false);
    return;
  }
  client.stage = Stage::ready;
  // Working orders of this client id come before ids and accounts, as recorded.
  for (const SimOrder* order : broker_.open_orders()) {
    if (order->owner.client_id != message.client_id || order->status == OrderStatus::pending_submit) continue;
    send(id, open_order_of(*order, world_));
    send(id, order_status_of(*order));
  }
  send(id, tws::ManagedAccounts{client.no_accounts ? "" : account_list()});
  if (!client.no_next_id) send(id, tws::NextValidId{broker_.next_order_id()});
  for (const auto& [code, text] :
       {std::pair(2104, "Market data farm connection is OK:usfarm"), std::pair(2104, "Market data farm connection is OK:usopt"),
        std::pair(2106, "HMDS data farm connection is OK:ushmds"),
        std::pair(2158, "Sec-def data farm connection is OK:secdefnj")}) {
    send_error(id, -1, code, text);
  }
}

void Gateway::on_closed(ConnectionId client, core::TimePoint now) {
  now_ = std::max(now_, now);
  Connection* found = find(client);
  if (found == nullptr) return;
  // What a frozen gateway has not read yet it will read when it thaws, though nobody waits for the answer.
  if (!found->held_in.empty() && !hooks_->listens(client, now_)) {
    found->gone = true;
    return;
  }
  forget(client);
}

void Gateway::forget(ConnectionId client) {
  const auto found = clients_.find(client);
  counters_.busiest_second = std::max(counters_.busiest_second, found->second.pacing.busiest_second());
  clients_.erase(found);
  market_data_.drop(client);
  history_.drop(client);
  accounts_.drop(client);
  hooks_->on_gone(client);
}

std::string Gateway::take_output(ConnectionId to) {
  Connection* client = find(to);
  if (client == nullptr) return {};
  std::string bytes;
  bytes.swap(client->out);
  hooks_->on_bytes_out(to, bytes, now_);
  counters_.bytes_out += bytes.size();
  return bytes;
}

bool Gateway::wants_close(ConnectionId client) const {
  const Connection* found = connection(client);
  return found != nullptr && found->stage == Stage::closing && found->out.empty();
}

// --- Sending ---

void Gateway::send(ConnectionId to, tws::Response message) {
  Connection* client = find(to);
  if (client == nullptr || client->stage == Stage::closing || client->mute) return;
  std::vector<Departure> departures;
  departures.push_back({std::move(message), {}});
  hooks_->on_response(to, departures, now_);
  client = find(to);
  if (client == nullptr) return;
  for (Departure& departure : departures) {
    if (departure.delay > core::Duration::zero()) {
      client->delayed.emplace(now_ + departure.delay, std::move(departure.message));
    } else {
      put(to, *client, departure.message);
    }
  }
}

void Gateway::put(ConnectionId to, Connection& client, const tws::Response& message) {
  std::string payload;
  tws::encode(message, client.version, payload);
  hooks_->on_payload(to, payload, now_);
  if (payload.empty()) return;
  tws::append_frame(client.out, payload);
  ++counters_.frames_out;
}

void Gateway::send_plain(ConnectionId to, const tws::Response& message) {
  if (Connection* client = find(to); client != nullptr && client->stage != Stage::closing) put(to, *client, message);
}

void Gateway::send_error(ConnectionId to, std::int32_t id, int code, std::string text) {
  tws::ErrorMessage message;
  message.request_id = id;
  message.code = code;
  message.text = std::move(text);
  message.time_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch()).count();
  send(to, std::move(message));
}

void Gateway::send_raw(ConnectionId to, std::string_view bytes) {
  if (Connection* client = find(to)) client->out += bytes;
}

void Gateway::notice(int code, const std::string& text) {
  for (const ConnectionId id : clients()) send_error(id, -1, code, text);
}

void Gateway::hang_up(ConnectionId client, bool at_once) {
  Connection* found = find(client);
  if (found == nullptr) return;
  if (at_once) found->out.clear();
  found->stage = Stage::closing;
}

// --- Time ---

void Gateway::at(core::TimePoint at, std::function<void()> action) { timers_.emplace(std::max(at, now_), std::move(action)); }

core::TimePoint Gateway::next_event() const {
  core::TimePoint next = world_.next_event();
  if (const auto due = broker_.next_event()) next = std::min(next, *due);
  if (!timers_.empty()) next = std::min(next, timers_.begin()->first);
  if (const auto due = hooks_->next_event()) next = std::min(next, *due);
  for (const auto& [id, client] : clients_) {
    if (!client.delayed.empty()) next = std::min(next, client.delayed.begin()->first);
    if (!client.waiting.empty() || !client.held_in.empty()) next = std::min(next, now_ + paced_interval);
  }
  return next;
}

void Gateway::advance(core::TimePoint now) {
  while (true) {
    const core::TimePoint next = next_event();
    if (next > now) break;
    now_ = std::max(now_, next);
    hooks_->on_step(now_);
    if (world_.next_event() <= now_) advance_world(now_);
    broker_.advance(now_);
    deliver_broker_events();
    run_timers(now_);
    for (const ConnectionId id : clients()) {
      Connection* client = find(id);
      while (client != nullptr && !client->delayed.empty() && client->delayed.begin()->first <= now_) {
        const tws::Response message = std::move(client->delayed.begin()->second);
        client->delayed.erase(client->delayed.begin());
        put(id, *client, message);
      }
      take_paced(id);
      client = find(id);
      if (client == nullptr || client->held_in.empty() || !hooks_->listens(id, now_)) continue;
      const bool gone = client->gone;
      on_bytes(id, {}, now_);
      if (gone) forget(id);
    }
  }
  now_ = std::max(now_, now);
}

void Gateway::advance_world(core::TimePoint to) {
  const WorldEvents& events = world_.advance(to);
  for (const Dividend& dividend : events.gone_ex) broker_.on_dividend(*world_.underlyings()[dividend.underlying], dividend.amount);
  for (const SessionChange& change : events.sessions) broker_.on_session(change.hours, change.phase, to);
  for (const ExpiryReached& expiry : events.expiries) broker_.on_expiry(*expiry.terms, expiry.expiry, expiry.price, to);
  market_data_.on_changes(events.quotes, to);
}

void Gateway::run_timers(core::TimePoint to) {
  while (!timers_.empty() && timers_.begin()->first <= to) {
    const std::function<void()> action = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    action();
  }
}

// --- Broker's events ---

void Gateway::deliver_broker_events() {
  for (const BrokerEvent& event : broker_.take_events()) deliver(event);
}

std::vector<ConnectionId> Gateway::listeners(const OrderOwner& owner) const {
  std::vector<ConnectionId> ids;
  for (const auto& [id, client] : clients_) {
    const bool master = options_.master_client_id && client.client_id == *options_.master_client_id;
    const bool owns = client.client_id == owner.client_id;
    if (client.stage == Stage::ready && !client.gone && (owns || master || hooks_->hears(id, owner))) ids.push_back(id);
  }
  return ids;
}

void Gateway::deliver(const BrokerEvent& event) {
  if (const auto* update = std::get_if<OrderUpdate>(&event)) {
    for (const ConnectionId id : listeners(update->order.owner)) {
      if (update->show_order) send(id, open_order_of(update->order, world_));
      if (update->show_status) send(id, order_status_of(update->order));
    }
  } else if (const auto* executed = std::get_if<Executed>(&event)) {
    for (const ConnectionId id : listeners(executed->execution.owner))
      send(id, execution_of(executed->execution, world_, server_version(id), -1));
  } else if (const auto* paid = std::get_if<CommissionPaid>(&event)) {
    for (const ConnectionId id : listeners(paid->execution.owner)) send(id, commission_of(paid->execution));
  } else if (const auto* error = std::get_if<OrderError>(&event)) {
    for (const ConnectionId id : listeners(error->owner)) send_error(id, error->owner.order_id, error->code, error->text);
  } else if (const auto* preview = std::get_if<Previewed>(&event)) {
    for (const ConnectionId id : listeners(preview->owner)) send(id, what_if_of(*preview, world_));
  } else if (const auto* position = std::get_if<PositionChanged>(&event)) {
    accounts_.on_position(*position);
  }
}

void Gateway::set_upstream(bool connected) {
  upstream_ = connected;
  if (!connected) return;
  for (const HeldOrder& held : std::exchange(held_orders_, {})) {
    if (const auto* const place = std::get_if<tws::PlaceOrder>(&held.message))
      place_order(held.client, *place);
    else
      cancel_order(held.client, std::get<tws::CancelOrder>(held.message));
  }
  deliver_broker_events();
}

// --- Look-ups ---

Connection* Gateway::find(ConnectionId id) {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : &found->second;
}
const Connection* Gateway::connection(ConnectionId id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : &found->second;
}
int Gateway::server_version(ConnectionId of) const {
  const Connection* found = connection(of);
  return found == nullptr ? 0 : found->version;
}
std::vector<ConnectionId> Gateway::clients() const {
  std::vector<ConnectionId> ids;
  for (const auto& [id, client] : clients_) ids.push_back(id);
  return ids;
}

std::string Gateway::account_list() const {
  // One account stands alone; several end in a comma, as recorded.
  if (options_.accounts.size() == 1) return options_.accounts.front();
  std::string list;
  for (const std::string& account : options_.accounts) list += account + ",";
  return list;
}

GatewayCounters Gateway::counters() const {
  GatewayCounters counters = counters_;
  for (const auto& [id, client] : clients_)
    counters.busiest_second = std::max(counters.busiest_second, client.pacing.busiest_second());
  return counters;
}

}  // namespace legwork::simgw
