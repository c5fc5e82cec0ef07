#include "tws/session/flight.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tws/wire/framer.hpp"

namespace legwork::tws {

namespace {

template <class Message>
concept HasRequestId = requires(Message message) { message.request_id; };

std::string series_of(const Contract& contract, std::string_view what_to_show) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", contract.contract_id, contract.symbol, contract.security_type,
                     contract.last_trade_date_or_month, contract.strike, contract.right, contract.multiplier, contract.exchange,
                     contract.currency, contract.local_symbol, contract.trading_class, what_to_show);
}

}  // namespace

bool Flight::wants_stream() const {
  return std::any_of(owners.begin(), owners.end(), [](const Owner& owner) { return owner.wants_stream; });
}

bool set_request_id(Request& message, std::int32_t request_id) {
  return std::visit(
      [&](auto& one) {
        if constexpr (HasRequestId<decltype(one)>) {
          one.request_id = request_id;
          return true;
        } else {
          return false;
        }
      },
      message);
}

std::optional<std::int32_t> request_id_of(const Response& message) {
  return std::visit(
      [](const auto& one) -> std::optional<std::int32_t> {
        if constexpr (HasRequestId<decltype(one)>) {
          return one.request_id;
        } else {
          return std::nullopt;
        }
      },
      message);
}

std::optional<Request> cancel_of(const Request& message, std::int32_t wire_id) {
  switch (kind_of(message).cancel_id) {
    case CancelMarketData::id: return CancelMarketData{wire_id};
    case CancelHistoricalData::id: return CancelHistoricalData{wire_id};
    case CancelRealTimeBars::id: return CancelRealTimeBars{wire_id};
    case CancelCalculateImpliedVolatility::id: return CancelCalculateImpliedVolatility{wire_id};
    case CancelCalculateOptionPrice::id: return CancelCalculateOptionPrice{wire_id};
    case CancelAccountSummary::id: return CancelAccountSummary{wire_id};
    case CancelPositions::id: return CancelPositions{};
    case CancelPositionsMulti::id: return CancelPositionsMulti{wire_id};
    case CancelAccountUpdatesMulti::id: return CancelAccountUpdatesMulti{wire_id};
    case CancelHeadTimestamp::id: return CancelHeadTimestamp{wire_id};
    case CancelPnl::id: return CancelPnl{wire_id};
    case CancelPnlSingle::id: return CancelPnlSingle{wire_id};
    case RequestAccountData::id: {
      auto end = std::get<RequestAccountData>(message);
      end.subscribe = false;
      return end;
    }
    default: return std::nullopt;
  }
}

std::optional<HistoryAsk> history_ask(const Request& message) {
  if (const auto* data = std::get_if<RequestHistoricalData>(&message)) {
    return HistoryAsk{.identity = text_of(message),
                      .series = series_of(data->contract, data->what_to_show),
                      .weight = data->what_to_show == "BID_ASK" ? 2 : 1,
                      .small_bars = data->bar_size.find("sec") != std::string::npos};
  }
  if (const auto* head = std::get_if<RequestHeadTimestamp>(&message)) {
    return HistoryAsk{.identity = text_of(message), .series = series_of(head->contract, head->what_to_show)};
  }
  return std::nullopt;
}

std::string text_of(const Request& message) {
  Request plain = message;
  set_request_id(plain, 0);
  std::string text;
  encode(plain, max_server_version, text);
  return text;
}

std::string local_refusal(const Request& message, bool is_stream) {
  const auto& kind = kind_of(message);
  if (kind.shape == Shape::order) return "orders go through place_order and cancel_order";
  if (kind.shape == Shape::session) return "the session sends this itself";
  if (std::holds_alternative<RequestContractData>(message)) {
    // Refused with 321 or never answered: a three-hour hang was seen (pst-group/pysystemtrade#1639).
    if (std::get<RequestContractData>(message).contract.security_type == "BAG") {
      return "contract data of a BAG is never answered; ask for its legs";
    }
  }
  const bool ends = ends_by_itself(message);
  if (is_stream && ends) return "this ends by itself; use request";
  const bool has_picture = kind.shape == Shape::stream && kind.end_id != 0 && kind.id != RequestMarketData::id;
  if (!is_stream && !ends && !has_picture) return "this never ends by itself; use subscribe";
  return {};
}

std::string wire_refusal(const Request& message, int server_version, std::size_t payload_size) {
  if (payload_size > payload_size_max) return fmt::format("{} bytes are more than a message may have", payload_size);
  if (std::holds_alternative<RequestCurrentTimeMillis>(message) && server_version < 197) {
    return fmt::format("needs server version 197, the gateway has {}", server_version);
  }
  if (const auto* executions = std::get_if<RequestExecutions>(&message)) {
    const bool has_days = executions->last_days.has_value() || !executions->dates.empty();
    // Left out silently the answer would hold today's executions only and look complete.
    if (has_days && server_version < 200) {
      return fmt::format("executions of earlier days need server version 200, the gateway has {}", server_version);
    }
  }
  return {};
}

}  // namespace legwork::tws
