// Codec: payload bytes ↔ typed messages, at one server version. Pure functions; nothing outside the payload is read or kept. The fast
// decode reuses its output, so a stream of ticks allocates nothing. Ids without a layout come as RawMessage, never as an error.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "core/sealed_variant.hpp"
#include "tws/messages/account_messages.hpp"
#include "tws/messages/contract_messages.hpp"
#include "tws/messages/history_messages.hpp"
#include "tws/messages/market_data.hpp"
#include "tws/messages/order_messages.hpp"
#include "tws/messages/raw_message.hpp"
#include "tws/messages/session_messages.hpp"
#include "tws/messages/versions.hpp"

namespace legwork::tws {

/// Client → server.
using Request = core::SealedVariant<std::variant<
    RequestMarketData, CancelMarketData, PlaceOrder, CancelOrder, RequestOpenOrders, RequestAccountData, RequestExecutions,
    RequestIds, RequestContractData, SetLogLevel, RequestAutoOpenOrders, RequestAllOpenOrders, RequestManagedAccounts,
    RequestHistoricalData, ExerciseOptions, CancelHistoricalData, RequestCurrentTime, RequestRealTimeBars, CancelRealTimeBars,
    CalculateImpliedVolatility, CalculateOptionPrice, CancelCalculateImpliedVolatility, CancelCalculateOptionPrice, GlobalCancel,
    RequestMarketDataType, RequestPositions, RequestAccountSummary, CancelAccountSummary, CancelPositions, StartApi,
    RequestPositionsMulti, CancelPositionsMulti, RequestAccountUpdatesMulti, CancelAccountUpdatesMulti, RequestOptionParameters,
    RequestMatchingSymbols, RequestHeadTimestamp, CancelHeadTimestamp, RequestMarketRule, RequestPnl, CancelPnl, RequestPnlSingle,
    CancelPnlSingle, RequestCompletedOrders, RequestCurrentTimeMillis, RawMessage>>;

/// Server → client.
using Response = core::SealedVariant<
    std::variant<TickPrice, TickSize, OrderStatus, ErrorMessage, OpenOrder, AccountValue, PortfolioValue, AccountUpdateTime,
                 NextValidId, ContractData, ExecutionDetails, ManagedAccounts, HistoricalData, TickOptionComputation, TickGeneric,
                 TickString, CurrentTime, RealTimeBar, ContractDataEnd, OpenOrderEnd, AccountDownloadEnd, ExecutionDetailsEnd,
                 TickSnapshotEnd, MarketDataType, CommissionReport, Position, PositionEnd, AccountSummary, AccountSummaryEnd,
                 PositionMulti, PositionMultiEnd, AccountUpdateMulti, AccountUpdateMultiEnd, OptionParameters, OptionParametersEnd,
                 SymbolSamples, TickRequestParameters, HeadTimestamp, HistoricalDataUpdate, MarketRule, Pnl, PnlSingle,
                 CompletedOrder, CompletedOrdersEnd, HistoricalDataEnd, CurrentTimeMillis, RawMessage>>;

struct DecodedRequest {
  Request message;
  std::vector<std::string> surplus;  // fields after the layout's last: a newer server's, or a misreading. Count them
};
struct DecodedResponse {
  Response message;
  std::vector<std::string> surplus;
};

/// Payload: one frame without its length. Errors: parse (message, field and reason named, where.column = index of the field counted
/// from the id as 1; the stream is in step with the next frame), unsupported (a server version outside the tables). Below
/// min_server_version every message comes as RawMessage.
core::Result<DecodedRequest> decode_request(std::string_view payload, int server_version);
core::Result<DecodedResponse> decode_response(std::string_view payload, int server_version);

/// The same into `out`, whose storage is reused: no allocation for ticks. On an error `out` holds what was read before it, the rest
/// of the message as default; surplus is then empty.
core::Result<void> decode_request(std::string_view payload, int server_version, DecodedRequest& out);
core::Result<void> decode_response(std::string_view payload, int server_version, DecodedResponse& out);

/// Replaces `payload_out`. Text is written as it is but for NUL, which would shift every later field: it is left out.
void encode(const Request& message, int server_version, std::string& payload_out);
void encode(const Response& message, int server_version, std::string& payload_out);

/// The wire's id and name, for logs and pages; a RawMessage has the name of its id where that is known, "unknown" otherwise.
std::int32_t id_of(const Request& message);
std::int32_t id_of(const Response& message);
const char* name_of(const Request& message);
const char* name_of(const Response& message);

/// The wire's name of an id, laid out or not; "unknown" for others.
const char* request_name(std::int32_t id);
const char* response_name(std::int32_t id);

}  // namespace legwork::tws
