// Requests about contracts, market data and history, spelled out.
#include "tws_client/client_asking.hpp"

namespace legwork::tws_client {
namespace {

io::Task<Outcome<std::vector<tws::ContractDetails>>> details(StatePtr state, tws::Request message) {
  auto found = co_await rows<tws::ContractData>(std::move(state), std::move(message));
  if (!found) co_return found.error();
  std::vector<tws::ContractDetails> all;
  for (auto& one : *found) all.push_back(std::move(one.details));
  co_return all;
}

io::Task<Outcome<std::vector<tws::SymbolSample>>> samples(StatePtr state, tws::Request message) {
  auto found = co_await single<tws::SymbolSamples>(std::move(state), std::move(message));
  if (!found) co_return found.error();
  co_return std::move(found->samples);
}

io::Task<Outcome<std::string>> timestamp(StatePtr state, tws::Request message) {
  auto found = co_await single<tws::HeadTimestamp>(std::move(state), std::move(message));
  if (!found) co_return found.error();
  co_return std::move(found->timestamp);
}

/// Below server version 196 start and end come with the bars, from 196 on behind them.
io::Task<Outcome<History>> bars(StatePtr state, tws::Request message) {
  auto answer = co_await ask(std::move(state), std::move(message));
  if (!answer) co_return answer.error();
  History history;
  for (auto& one : *answer) {
    if (auto* const data = std::get_if<tws::HistoricalData>(&one)) {
      history = {std::move(data->start), std::move(data->end), std::move(data->bars)};
    } else if (auto* const end = std::get_if<tws::HistoricalDataEnd>(&one)) {
      history.start = std::move(end->start);
      history.end = std::move(end->end);
    }
  }
  co_return history;
}

io::Task<Outcome<void>> done(StatePtr state, tws::Request message) {
  const auto answer = co_await ask(std::move(state), std::move(message));
  if (!answer) co_return answer.error();
  co_return Outcome<void>();
}

io::Task<Outcome<core::TimePoint>> time(StatePtr state) {
  const auto found = co_await single<tws::CurrentTime>(std::move(state), tws::RequestCurrentTime{});
  if (!found) co_return found.error();
  co_return core::TimePoint(std::chrono::seconds(found->time));
}

}  // namespace

Client::List<tws::ContractDetails> Client::contract_details(tws::Contract contract) {
  return details(state_, tws::RequestContractData{.contract = std::move(contract)});
}

Client::List<tws::OptionParameters> Client::option_parameters(std::string symbol, std::string security_type,
                                                              std::int32_t contract_id) {
  return rows<tws::OptionParameters>(state_, tws::RequestOptionParameters{.under_symbol = std::move(symbol),
                                                                          .under_security_type = std::move(security_type),
                                                                          .under_contract_id = contract_id});
}

Client::List<tws::SymbolSample> Client::matching_symbols(std::string pattern) {
  return samples(state_, tws::RequestMatchingSymbols{.pattern = std::move(pattern)});
}

Client::Reply<tws::MarketRule> Client::market_rule(std::int32_t market_rule_id) {
  return single<tws::MarketRule>(state_, tws::RequestMarketRule{market_rule_id});
}

Stream<Tick> Client::market_data(tws::Contract contract, std::string generic_ticks) {
  return subscribe(tws::RequestMarketData{.contract = std::move(contract), .generic_ticks = std::move(generic_ticks)});
}

Client::List<tws::Response> Client::snapshot(tws::Contract contract) {
  return ask(tws::RequestMarketData{.contract = std::move(contract), .snapshot = true});
}

Stream<Item<tws::RealTimeBar>> Client::real_time_bars(tws::Contract contract, std::string what_to_show, bool use_rth) {
  return open_stream<tws::RealTimeBar>(
      state_,
      tws::RequestRealTimeBars{.contract = std::move(contract), .what_to_show = std::move(what_to_show), .use_rth = use_rth}, {},
      nullptr);
}

Client::Reply<void> Client::set_market_data_type(std::int32_t type) { return done(state_, tws::RequestMarketDataType{type}); }

Client::Reply<tws::TickOptionComputation> Client::implied_volatility(tws::Contract option, double option_price,
                                                                     double under_price) {
  return single<tws::TickOptionComputation>(
      state_,
      tws::CalculateImpliedVolatility{.contract = std::move(option), .option_price = option_price, .under_price = under_price});
}

Client::Reply<tws::TickOptionComputation> Client::option_price(tws::Contract option, double volatility, double under_price) {
  return single<tws::TickOptionComputation>(
      state_, tws::CalculateOptionPrice{.contract = std::move(option), .volatility = volatility, .under_price = under_price});
}

Client::Reply<History> Client::history(tws::RequestHistoricalData request) {
  request.keep_up_to_date = false;
  return bars(state_, std::move(request));
}

Client::Reply<std::string> Client::head_timestamp(tws::Contract contract, std::string what_to_show, bool use_rth) {
  return timestamp(state_, tws::RequestHeadTimestamp{
                               .contract = std::move(contract), .use_rth = use_rth, .what_to_show = std::move(what_to_show)});
}

Client::Reply<core::TimePoint> Client::current_time() { return time(state_); }
Client::Reply<void> Client::cancel_all_orders() { return done(state_, tws::GlobalCancel{}); }

Client::List<tws::Response> Client::ask(tws::Request request, tws::RequestOptions options) {
  return tws_client::ask(state_, std::move(request), options);
}

Stream<Tick> Client::subscribe(tws::Request request, tws::RequestOptions options) {
  return open_stream<tws::Response>(state_, std::move(request), options, tick_field);
}

}  // namespace legwork::tws_client
