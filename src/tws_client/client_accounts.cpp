// Requests about accounts and orders, spelled out.
#include "tws_client/client_asking.hpp"

namespace legwork::tws_client {
namespace {

io::Task<Outcome<AccountPicture>> picture(StatePtr state, tws::Request message) {
  auto answer = co_await ask(std::move(state), std::move(message));
  if (!answer) co_return answer.error();
  AccountPicture found;
  for (auto& one : *answer) {
    if (auto* const value = std::get_if<tws::AccountValue>(&one)) found.values.push_back(std::move(*value));
    if (auto* const row = std::get_if<tws::PortfolioValue>(&one)) found.portfolio.push_back(std::move(*row));
  }
  co_return found;
}

/// What the session would not even try: nothing was sent.
tws::Failure unsent(const core::Error& error) {
  const bool is_offline = error.code == core::ErrorCode::unsupported;
  return {is_offline ? tws::FailureReason::not_connected : tws::FailureReason::refused, 0, core::to_string(error)};
}

io::Task<Outcome<std::vector<tws::Response>>> place(StatePtr state, tws::PlaceOrder message) {
  auto answer = std::make_shared<Answer>(state->executor);
  const auto key = state->session.place_order(std::move(message), state->clock.now());
  if (!key) co_return unsent(key.error());
  state->expect(*key, answer);
  state->pump();
  co_return co_await wait_for(state, *key, answer);
}

io::Task<Outcome<std::int32_t>> place_for_id(StatePtr state, tws::PlaceOrder message) {
  const auto id = message.order_id;
  const auto sent = co_await place(std::move(state), std::move(message));
  if (!sent) co_return sent.error();
  co_return id;
}

io::Task<Outcome<std::int32_t>> place_new(StatePtr state, tws::Contract contract, tws::Order order) {
  const auto id = state->session.take_order_id();
  if (!id) co_return unsent(id.error());
  tws::PlaceOrder message{*id, std::move(contract), std::move(order)};
  co_return co_await place_for_id(std::move(state), std::move(message));
}

io::Task<Outcome<tws::OrderState>> try_out(StatePtr state, tws::Contract contract, tws::Order order) {
  const auto id = state->session.take_order_id();
  if (!id) co_return unsent(id.error());
  order.what_if = true;
  tws::PlaceOrder message{*id, std::move(contract), std::move(order)};
  auto answer = co_await place(std::move(state), std::move(message));
  if (!answer) co_return answer.error();
  for (auto& one : *answer) {
    if (auto* const open = std::get_if<tws::OpenOrder>(&one)) co_return std::move(open->state);
  }
  co_return tws::Failure{tws::FailureReason::malformed, 0, "a what-if without figures"};
}

}  // namespace

Client::List<tws::Position> Client::positions() { return rows<tws::Position>(state_, tws::RequestPositions{}); }

Client::List<tws::AccountSummary> Client::account_summary(std::string tags, std::string group) {
  return rows<tws::AccountSummary>(state_, tws::RequestAccountSummary{.group = std::move(group), .tags = std::move(tags)});
}

Client::Reply<AccountPicture> Client::account(std::string account) {
  return picture(state_, tws::RequestAccountData{.subscribe = true, .account = std::move(account)});
}

Stream<Item<tws::Pnl>> Client::pnl(std::string account) {
  return open_stream<tws::Pnl>(state_, tws::RequestPnl{.account = std::move(account)}, {}, nullptr);
}

Stream<Item<tws::PnlSingle>> Client::pnl(std::string account, std::int32_t contract_id) {
  return open_stream<tws::PnlSingle>(state_, tws::RequestPnlSingle{.account = std::move(account), .contract_id = contract_id}, {},
                                     nullptr);
}

Client::Reply<std::int32_t> Client::place_order(tws::Contract contract, tws::Order order) {
  return place_new(state_, std::move(contract), std::move(order));
}
Client::Reply<std::int32_t> Client::place_order(tws::PlaceOrder message) { return place_for_id(state_, std::move(message)); }

Client::Reply<tws::OrderState> Client::what_if(tws::Contract contract, tws::Order order) {
  return try_out(state_, std::move(contract), std::move(order));
}

Client::List<tws::OpenOrder> Client::open_orders(bool of_all_clients) {
  return of_all_clients ? rows<tws::OpenOrder>(state_, tws::RequestAllOpenOrders{})
                        : rows<tws::OpenOrder>(state_, tws::RequestOpenOrders{});
}

Client::List<tws::CompletedOrder> Client::completed_orders(bool of_api_only) {
  return rows<tws::CompletedOrder>(state_, tws::RequestCompletedOrders{of_api_only});
}

Client::List<tws::ExecutionDetails> Client::executions(tws::RequestExecutions filter) {
  return rows<tws::ExecutionDetails>(state_, std::move(filter));
}

}  // namespace legwork::tws_client
