// What the gateway does with each request.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "simgw/gateway/contract_lookup.hpp"
#include "simgw/gateway/gateway.hpp"
#include "simgw/gateway/order_intake.hpp"
#include "simgw/gateway/order_reports.hpp"
#include "simgw/gateway/request_id.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

constexpr std::size_t details_per_burst = 200;                 // of a wide chain look-up
constexpr std::chrono::milliseconds details_interval{100};
constexpr const char* unknown_contract = "No security definition has been found for the request";

}  // namespace

/// One function per request; what is not here has no effect on the simulated side.
struct Gateway::Handler {
  Gateway& gateway;
  ConnectionId id;

  void operator()(const tws::RequestMarketData& m) const { gateway.market_data_.request(id, m); }
  void operator()(const tws::CancelMarketData& m) const { gateway.market_data_.cancel(id, m.request_id); }
  void operator()(const tws::RequestMarketDataType& m) const { gateway.market_data_.set_type(id, m.market_data_type); }
  void operator()(const tws::PlaceOrder& m) const { gateway.place_order({id, gateway.find(id)->client_id}, m); }
  void operator()(const tws::CancelOrder& m) const { gateway.cancel_order({id, gateway.find(id)->client_id}, m); }
  void operator()(const tws::GlobalCancel& /*m*/) const {
    if (gateway.may_trade(id, -1)) gateway.broker_.cancel_all(gateway.now_);
  }
  void operator()(const tws::ExerciseOptions& m) const { gateway.exercise(id, m); }
  void operator()(const tws::RequestOpenOrders& /*m*/) const { gateway.open_orders(id, gateway.find(id)->client_id); }
  void operator()(const tws::RequestAllOpenOrders& /*m*/) const { gateway.open_orders(id, std::nullopt); }
  void operator()(const tws::RequestAutoOpenOrders& m) const {
    if (gateway.find(id)->client_id == 0) {
      gateway.find(id)->auto_bind = m.auto_bind;
    } else {
      gateway.send_error(id, -1, 321,
                         "Error validating request.-'cC' : cause - Only the default client (i.e 0) can auto bind orders");
    }
  }
  void operator()(const tws::RequestCompletedOrders& /*m*/) const { gateway.completed_orders(id); }
  void operator()(const tws::RequestExecutions& m) const { gateway.executions(id, m); }
  void operator()(const tws::RequestIds& /*m*/) const { gateway.send(id, tws::NextValidId{gateway.broker_.next_order_id()}); }
  void operator()(const tws::RequestManagedAccounts& /*m*/) const {
    gateway.send(id, tws::ManagedAccounts{gateway.account_list()});
  }
  void operator()(const tws::RequestCurrentTime& /*m*/) const {
    gateway.send(id, tws::CurrentTime{std::chrono::duration_cast<std::chrono::seconds>(gateway.now_.time_since_epoch()).count()});
  }
  void operator()(const tws::RequestCurrentTimeMillis& /*m*/) const {
    gateway.send(
        id, tws::CurrentTimeMillis{std::chrono::duration_cast<std::chrono::milliseconds>(gateway.now_.time_since_epoch()).count()});
  }
  void operator()(const tws::SetLogLevel& m) const {
    if (m.level < 1 || m.level > 5) gateway.send_error(id, -1, 319, "Invalid log level");
  }
  void operator()(const tws::StartApi& /*m*/) const { gateway.send_error(id, -1, 501, "Already connected."); }
  void operator()(const tws::RequestContractData& m) const { gateway.contract_data(id, m); }
  void operator()(const tws::RequestOptionParameters& m) const { gateway.option_parameters(id, m); }
  void operator()(const tws::RequestMatchingSymbols& m) const {
    gateway.send(id, tws::SymbolSamples{m.request_id, matching_symbols(m.pattern, gateway.world_)});
  }
  void operator()(const tws::RequestMarketRule& m) const {
    const MarketRule* rule = find_market_rule(m.market_rule_id);
    if (rule == nullptr) {
      gateway.send_error(id, -1, 322, "Error processing request.-'cA' : cause - Unknown market rule id");
      return;
    }
    tws::MarketRule answer;
    answer.market_rule_id = rule->id;
    for (const PriceIncrement& step : rule->increments) answer.increments.push_back({step.from, step.increment});
    gateway.send(id, std::move(answer));
  }
  void operator()(const tws::CalculateImpliedVolatility& m) const {
    gateway.calculate(id, m.request_id, m.contract,
                      [&](const Instrument& option) { return gateway.world_.model_at(option, m.option_price); });
  }
  void operator()(const tws::CalculateOptionPrice& m) const {
    gateway.calculate(id, m.request_id, m.contract,
                      [&](const Instrument& option) { return gateway.world_.model_with(option, m.volatility, m.under_price); });
  }
  void operator()(const tws::CancelCalculateImpliedVolatility& /*m*/) const {}  // answered at once, so there is nothing to cancel
  void operator()(const tws::CancelCalculateOptionPrice& /*m*/) const {}
  void operator()(const tws::RequestHistoricalData& m) const { gateway.history_.request(id, m); }
  void operator()(const tws::CancelHistoricalData& m) const { gateway.history_.cancel(id, m.request_id); }
  void operator()(const tws::RequestHeadTimestamp& m) const { gateway.history_.request_head(id, m); }
  void operator()(const tws::CancelHeadTimestamp& m) const { gateway.history_.cancel_head(id, m.request_id); }
  void operator()(const tws::RequestRealTimeBars& m) const { gateway.history_.request_real_time(id, m); }
  void operator()(const tws::CancelRealTimeBars& m) const { gateway.history_.cancel_real_time(id, m.request_id); }
  void operator()(const tws::RequestAccountData& m) const { gateway.accounts_.subscribe(id, m); }
  void operator()(const tws::RequestPositions& /*m*/) const { gateway.accounts_.positions(id); }
  void operator()(const tws::CancelPositions& /*m*/) const { gateway.accounts_.cancel_positions(id); }
  void operator()(const tws::RequestPositionsMulti& m) const { gateway.accounts_.positions_multi(id, m); }
  void operator()(const tws::CancelPositionsMulti& m) const { gateway.accounts_.cancel_positions_multi(id, m.request_id); }
  void operator()(const tws::RequestAccountSummary& m) const { gateway.accounts_.summary(id, m); }
  void operator()(const tws::CancelAccountSummary& m) const { gateway.accounts_.cancel_summary(id, m.request_id); }
  void operator()(const tws::RequestAccountUpdatesMulti& m) const { gateway.accounts_.updates_multi(id, m); }
  void operator()(const tws::CancelAccountUpdatesMulti& m) const { gateway.accounts_.cancel_updates_multi(id, m.request_id); }
  void operator()(const tws::RequestPnl& m) const { gateway.accounts_.pnl(id, m); }
  void operator()(const tws::CancelPnl& m) const { gateway.accounts_.cancel_pnl(id, m.request_id); }
  void operator()(const tws::RequestPnlSingle& m) const { gateway.accounts_.pnl_single(id, m); }
  void operator()(const tws::CancelPnlSingle& m) const { gateway.accounts_.cancel_pnl_single(id, m.request_id); }
  void operator()(const tws::RawMessage& m) const {
    ++gateway.counters_.raw_requests;
    gateway.send_error(id, request_id_of(tws::Request(m)), 321,
                       fmt::format("Error validating request.-'xx' : cause - The simulated gateway does not serve {} (message {}).",
                                   tws::request_name(m.id), m.id));
  }
};

void Gateway::dispatch(ConnectionId id, const tws::Request& message) { std::visit(Handler{*this, id}, message); }

void Gateway::handle(ConnectionId from, const tws::Request& message) {
  if (find(from) == nullptr) return;
  dispatch(from, message);
  deliver_broker_events();
}

bool Gateway::may_trade(ConnectionId id, std::int32_t order_id) {
  if (!options_.read_only) return true;
  send_error(id, order_id, 321, "Error validating request.-'bW' : cause - The API interface is currently in Read-Only mode.");
  return false;
}

void Gateway::place_order(const Client& client, const tws::PlaceOrder& message) {
  if (!may_trade(client.connection, message.order_id)) return;
  if (!upstream_) {
    held_orders_.push_back({client, message});
    return;
  }
  auto read = read_order(message, world_, options_.accounts);
  if (const auto* reject = std::get_if<Reject>(&read)) {
    send_error(client.connection, message.order_id, reject->code, reject->text);
    return;
  }
  broker_.place({client.client_id, message.order_id}, std::get<OrderTerms>(std::move(read)),
                std::make_shared<tws::PlaceOrder>(message), message.order.order_ref, now_);
}

void Gateway::cancel_order(const Client& client, const tws::CancelOrder& message) {
  if (!may_trade(client.connection, message.order_id)) return;
  if (!upstream_) {
    held_orders_.push_back({client, message});
    return;
  }
  broker_.cancel({client.client_id, message.order_id}, now_);
}

void Gateway::exercise(ConnectionId id, const tws::ExerciseOptions& message) {
  if (!may_trade(id, message.request_id)) return;
  const Instrument* option = find_contract(message.contract, world_);
  if (option == nullptr) {
    send_error(id, message.request_id, 200, unknown_contract);
    return;
  }
  if (message.action != 1) return;  // a lapse is what happens anyway
  const std::string account = message.account.empty() ? options_.accounts.front() : message.account;
  if (const auto reject = broker_.exercise(account, *option, message.quantity))
    send_error(id, message.request_id, reject->code, reject->text);
}

void Gateway::contract_data(ConnectionId id, const tws::RequestContractData& message) {
  // On a combination there is never an answer: pst-group/pysystemtrade#1639 waited three hours.
  if (message.contract.security_type == "BAG") return;
  auto found = find_contracts(message.contract, world_);
  std::erase_if(found,
                [&](const Instrument* i) { return i->is_option() && !message.contract.include_expired && i->trades_until < now_; });
  if (found.empty()) {
    send_error(id, message.request_id, 200, unknown_contract);
    return;
  }
  // A wide look-up trickles in.
  for (std::size_t begin = 0; begin < found.size(); begin += details_per_burst) {
    const std::size_t end = std::min(found.size(), begin + details_per_burst);
    const std::vector<const Instrument*> burst(found.begin() + static_cast<std::ptrdiff_t>(begin),
                                               found.begin() + static_cast<std::ptrdiff_t>(end));
    const bool last = end == found.size();
    const auto answer = [this, id, request_id = message.request_id, burst, last] {
      for (const Instrument* instrument : burst) send(id, tws::ContractData{request_id, details_of(*instrument, world_, now_)});
      if (last) send(id, tws::ContractDataEnd{request_id});
    };
    if (begin == 0)
      answer();
    else
      at(now_ + details_interval * static_cast<std::int64_t>(begin / details_per_burst), answer);
  }
}

void Gateway::option_parameters(ConnectionId id, const tws::RequestOptionParameters& message) {
  const Instrument* underlying = world_.find(message.under_contract_id);
  if (underlying == nullptr || underlying->terms->symbol != message.under_symbol ||
      to_string(underlying->terms->kind) != message.under_security_type) {
    send_error(id, message.request_id, 321, "Error validating request.-'cE' : cause - Invalid contract id");
    return;
  }
  for (const ListedClass& listed : world_.options_of(message.under_symbol)) {
    tws::OptionParameters parameters;
    parameters.request_id = message.request_id;
    parameters.under_contract_id = message.under_contract_id;
    parameters.trading_class = listed.terms->trading_class;
    parameters.multiplier = std::to_string(listed.terms->multiplier);
    std::set<double> strikes;
    for (const ListedExpiry& expiry : listed.expiries) {
      if (expiry.strikes.empty() || expiry.strikes.front().call->trades_until < now_) continue;
      parameters.expirations.push_back(market::to_compact(expiry.last_trade_day));
      for (const ListedStrike& strike : expiry.strikes) strikes.insert(strike.strike.to_double());
    }
    parameters.strikes.assign(strikes.begin(), strikes.end());
    std::string_view exchanges = listed.terms->exchanges;
    while (!exchanges.empty()) {
      const std::size_t comma = exchanges.find(',');
      parameters.exchange = exchanges.substr(0, comma);
      send(id, parameters);
      exchanges.remove_prefix(comma == std::string_view::npos ? exchanges.size() : comma + 1);
    }
  }
  send(id, tws::OptionParametersEnd{message.request_id});
}

void Gateway::calculate(ConnectionId id, std::int32_t request_id, const tws::Contract& contract,
                        const std::function<Model(const Instrument&)>& model) {
  const Instrument* option = find_contract(contract, world_);
  if (option == nullptr || !option->is_option()) {
    send_error(id, request_id, 200, unknown_contract);
    return;
  }
  send(id, computation_tick(request_id, ComputationOf::asked, model(*option), DataClass::live));
}

void Gateway::open_orders(ConnectionId id, std::optional<std::int32_t> client_id) {
  for (const SimOrder* order : broker_.open_orders()) {
    if (client_id && order->owner.client_id != *client_id) continue;
    if (order->status == OrderStatus::pending_submit) continue;
    send(id, open_order_of(*order, world_));
    send(id, order_status_of(*order));
  }
  send(id, tws::OpenOrderEnd{});
}

void Gateway::completed_orders(ConnectionId id) {
  for (const SimOrder* order : broker_.completed_orders()) send(id, completed_order_of(*order, world_, server_version(id)));
  send(id, tws::CompletedOrdersEnd{});
}

void Gateway::executions(ConnectionId id, const tws::RequestExecutions& message) {
  const market::Date today = market::utc_to_eastern(now_).date;
  const int days = message.last_days.value_or(1);
  bool had_zone = true;
  const auto since = message.time.empty() ? std::nullopt : parse_wire_time(message.time, had_zone);
  for (const Execution& execution : broker_.executions()) {
    const market::Date day = market::utc_to_eastern(execution.at).date;
    const bool in_days = message.dates.empty() ? market::days_between(day, today) < days
                                               : std::find(message.dates.begin(), message.dates.end(), market::to_compact(day)) !=
                                                     message.dates.end();
    const Instrument* instrument = execution.is_summary() ? nullptr : world_.find(execution.con_id);
    const std::string type = instrument == nullptr ? "BAG" : std::string(to_string(instrument->terms->kind));
    const std::string side = execution.side == Side::buy ? "BUY" : "SELL";
    const bool wanted = in_days && (!since || execution.at >= *since) &&
                        (message.client_id == 0 || message.client_id == execution.owner.client_id) &&
                        (message.account.empty() || message.account == execution.account) &&
                        (message.symbol.empty() || message.symbol == execution.symbol) &&
                        (message.security_type.empty() || message.security_type == type) &&
                        (message.exchange.empty() || message.exchange == execution.exchange) &&
                        (message.side.empty() || message.side == side);
    if (!wanted) continue;
    send(id, execution_of(execution, world_, server_version(id), message.request_id));
    if (!execution.is_summary()) send(id, commission_of(execution));
  }
  send(id, tws::ExecutionDetailsEnd{message.request_id});
}

}  // namespace legwork::simgw
