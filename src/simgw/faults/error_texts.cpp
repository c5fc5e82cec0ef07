#include "simgw/faults/error_texts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace legwork::simgw {
namespace {

struct CodeText {
  int code = 0;
  std::string_view text;
};
constexpr auto texts = std::to_array<CodeText>({
    {100, "Max rate of messages per second has been exceeded:max=50 rec=51 (3)"},
    {101, "Max number of tickers has been reached"},
    {102, "Duplicate ticker id"},
    {103, "Duplicate order id"},
    {104, "Cannot modify a filled order"},
    {105, "Order being modified does not match original order"},
    {106, "Cannot transmit order ID:"},
    {110, "The price does not conform to the minimum price variation for this contract."},
    {133, "Submit new order failed"},
    {134, "Modify order failed"},
    {135, "Can't find order with id ="},
    {136, "This order cannot be cancelled."},
    {154, "Orders cannot be transmitted for a halted security"},
    {161, "Cancel attempted when order is not in a cancellable state.  Order permId ="},
    {162, "Historical Market Data Service error message:Historical data request pacing violation"},
    {163, "The price exceeds the percentual constraint specified in the order defaults."},
    {200, "No security definition has been found for the request"},
    {201, "Order rejected - reason:"},
    {202, "Order Canceled - reason:"},
    {203, "The security is not available or allowed for this account."},
    {300, "Can't find EId with tickerId:"},
    {303, "Invalid action"},
    {309, "Max number (3) of market depth requests has been reached"},
    {312, "The combo details are invalid."},
    {316, "Market depth data has been HALTED. Please re-subscribe."},
    {317, "Market depth data has been RESET. Please empty deep book contents before applying any new entries."},
    {319, "Invalid log level"},
    {320, "Error reading request. Unable to parse data. java.lang.NumberFormatException: For input string: \"SMART\""},
    {321, "Error validating request.-'bW' : cause - The API interface is currently in Read-Only mode."},
    {322, "Error processing request.-'bQ' : cause - Duplicate id"},
    {329, "Order modify failed. Cannot change to the new order type."},
    {354, "Requested market data is not subscribed."},
    {360, "Invalid What If order for a smart combination"},
    {366, "No historical data query found for ticker id:"},
    {387, "Unsupported order type for this exchange and security type."},
    {392, "Invalid Contract Expiry"},
    {395, "Order type not supported at the moment"},
    {399, "Order Message:\nWarning: your order will not be placed at the exchange until the next session."},
    {404, "Order held while securities are located."},
    {413, "What-if orders should have transmit flag set to true"},
    {420, "Invalid Real-time Query:Market data request pacing violation"},
    {430, "The fundamentals data for the security specified is not available."},
    {434, "The order size cannot be zero."},
    {435, "You must specify an account."},
    {460, "No trading permissions."},
    {463, "You must enter a valid price."},
    {478, "Parameters in request conflicts with contract parameters received by contract id:"},
    {481, "Order size reduced."},
    {501, "Already connected."},
    {1100, "Connectivity between IBKR and Trader Workstation has been lost."},
    {1101, "Connectivity between IBKR and Trader Workstation has been restored - data lost."},
    {1102,
     "Connectivity between IBKR and Trader Workstation has been restored - data maintained. The following farms are connected: "
     "usfarm; usopt; ushmds; secdefnj."},
    {1300, "TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - 4002"},
    {2100, "API client has been unsubscribed from account data."},
    {2101, "Unable to subscribe to account as another client is subscribed to a different account."},
    {2102, "Unable to modify this order as it is still being processed."},
    {2103, "Market data farm connection is broken:"},
    {2104, "Market data farm connection is OK:"},
    {2105, "HMDS data farm connection is broken:"},
    {2106, "HMDS data farm connection is OK:"},
    {2107, "HMDS data farm connection is inactive but should be available upon demand."},
    {2108, "Market data farm connection is inactive but should be available upon demand."},
    {2109, "Order Event Warning: Attribute \"Outside Regular Trading Hours\" is ignored based on the order type and destination."},
    {2110, "Connectivity between Trader Workstation and server is broken. It will be restored automatically."},
    {2119, "Market data farm is connecting:"},
    {2137, "Cross Side Warning: this order would switch the position from long to short or the other way round."},
    {2157, "Sec-def data farm connection is broken:"},
    {2158, "Sec-def data farm connection is OK:"},
    {2168, "The attribute is no longer supported."},
    {2188, "Up-to-the-second historical data needs a market data subscription."},
    {10006, "Missing parent order."},
    {10018, "The exchange value factor applies to this product."},
    {10058, "Per leg prices and a price of the combination cannot be given together."},
    {10089, "Requested market data requires additional subscription for API. Delayed market data is available."},
    {10090, "Part of requested market data is not subscribed. Subscription-independent ticks are still active."},
    {10091, "Part of requested market data requires additional subscription for API."},
    {10147, "OrderId that needs to be cancelled is not found."},
    {10148, "OrderId that needs to be cancelled can not be cancelled, state: Filled."},
    {10167, "Requested market data is not subscribed. Displaying delayed market data."},
    {10168, "Requested market data is not subscribed. Delayed market data is not enabled."},
    {10182, "Failed to request live updates (disconnected)."},
    {10186, "Requested market data is not subscribed. Delayed market data is not enabled."},
    {10187, "Failed to request historical ticks:No market data permissions"},
    {10189, "Failed to request tick-by-tick data:No market data permissions"},
    {10190, "Max number of tick-by-tick requests has been reached."},
    {10197, "No market data during competing live session"},
    {10225, "Bust event occurred, the current subscription is deactivated. Please resubscribe real-time bars immediately."},
    {10311, "This order will be directly routed. Direct routed orders may result in higher trade fees."},
    {10318, "This order does not support fractional quantity trading"},
    {10328, "Connection lost, order data could not be resolved"},
    {10349, "Order TIF was set to DAY based on order preset."},
});

}  // namespace

std::string error_text(int code) {
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const CodeText& text) { return text.code == code; });
  return found == texts.end() ? fmt::format("Message {}", code) : std::string(found->text);
}

}  // namespace legwork::simgw
