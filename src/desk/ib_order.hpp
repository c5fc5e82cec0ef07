// IbOrder: an intent as the broker's messages say it, and back. The one place where a net price becomes a signed one: every combo is a
// BAG that is bought, at what a unit costs, so that a credit is a negative limit (verticals.md §1). What is about to leave is decoded
// again and compared with what was meant, field by field. Pure functions.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "trade/engine/actions.hpp"
#include "tws/messages/order_messages.hpp"

namespace legwork::desk {

/// ASSERTs that it is no exercise, which has a message of its own.
tws::PlaceOrder to_wire(const trade::Submit& submit);
/// ASSERTs that it is one. The request id is the caller's.
tws::ExerciseOptions to_exercise(const trade::Intent& intent);

/// The bytes of a placeOrder against the order that they stand for. Error: invalid_argument, naming the first field that differs, or
/// as of decode_request.
core::Result<void> check_sent(std::string_view payload, int server_version, const trade::Submit& meant);

/// The same as a question.
tws::PlaceOrder to_wire(const trade::AskWhatIf& question);
/// As check_sent; and that it is a question and no order.
core::Result<void> check_asked(std::string_view payload, int server_version, const trade::AskWhatIf& meant);

/// For a request of quotes or details by the contract's number.
tws::Contract to_contract(const trade::Instrument& instrument);
/// "SPY 20261218 600 P", "SPY BAG", for a person.
std::string describe(const tws::Contract& contract);

}  // namespace legwork::desk
