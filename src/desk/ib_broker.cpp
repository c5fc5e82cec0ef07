#include "desk/ib_broker.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "desk/ib_order.hpp"
#include "desk/wire_text.hpp"

namespace legwork::desk {
namespace {

using trade::NoticeKind;
using trade::Word;

struct CodeKind {
  int first, last;
  NoticeKind kind;
};
constexpr std::int32_t execution_days = 7;
constexpr const char* route = "SMART";
constexpr int no_such_contract = 200;

/// Codes that are more than words (reliability.md §2.3, IBKR "Message Codes"); ascending. 399, 404, 2109, 10349 and every code that
/// nobody here has met leave an order alive.
constexpr std::array code_kinds{
    CodeKind{103, 103, NoticeKind::refusal},        CodeKind{104, 105, NoticeKind::notice},
    CodeKind{106, 107, NoticeKind::refusal},        CodeKind{109, 110, NoticeKind::refusal},
    CodeKind{133, 133, NoticeKind::doubtful},       CodeKind{134, 134, NoticeKind::notice},
    CodeKind{135, 136, NoticeKind::cancel_refusal}, CodeKind{161, 161, NoticeKind::cancel_refusal},
    CodeKind{163, 163, NoticeKind::refusal},        CodeKind{200, 201, NoticeKind::refusal},
    CodeKind{202, 202, NoticeKind::cancelled_hint}, CodeKind{203, 203, NoticeKind::refusal},
    CodeKind{303, 303, NoticeKind::refusal},        CodeKind{320, 321, NoticeKind::refusal},
    CodeKind{323, 323, NoticeKind::refusal},        CodeKind{329, 329, NoticeKind::doubtful},
    CodeKind{337, 337, NoticeKind::refusal},        CodeKind{355, 355, NoticeKind::refusal},
    CodeKind{382, 383, NoticeKind::refusal},        CodeKind{387, 388, NoticeKind::refusal},
    CodeKind{392, 392, NoticeKind::refusal},        CodeKind{434, 434, NoticeKind::refusal},
    CodeKind{460, 460, NoticeKind::refusal},        CodeKind{463, 463, NoticeKind::refusal},
    CodeKind{478, 478, NoticeKind::refusal},        CodeKind{504, 504, NoticeKind::doubtful},
    CodeKind{512, 512, NoticeKind::doubtful},       CodeKind{10002, 10002, NoticeKind::refusal},
    CodeKind{10006, 10006, NoticeKind::doubtful},   CodeKind{10052, 10052, NoticeKind::refusal},
    CodeKind{10058, 10058, NoticeKind::refusal},    CodeKind{10147, 10148, NoticeKind::cancel_refusal},
    CodeKind{10243, 10252, NoticeKind::refusal},    CodeKind{10318, 10318, NoticeKind::refusal},
    CodeKind{10328, 10328, NoticeKind::doubtful},
};

std::optional<std::int64_t> signed_quantity(std::int64_t shares, std::string_view side) {
  if (side == "BOT") return shares;
  return side == "SLD" ? std::optional(-shares) : std::nullopt;
}

/// "BUY 2 SPY ..." of an order, for people.
std::string shown(const tws::Order& order, const tws::Contract& contract) {
  return plain_text(fmt::format("{} {} {}", order.action, to_string(order.total_quantity), describe(contract)));
}

}  // namespace

NoticeKind notice_kind(int code) {
  const auto at = std::ranges::find_if(code_kinds, [&](const CodeKind& one) { return one.first <= code && code <= one.last; });
  return at == code_kinds.end() ? NoticeKind::notice : at->kind;
}

Word word_of(std::string_view status) {
  if (status == "PreSubmitted" || status == "Submitted") return Word::working;
  if (status == "Cancelled" || status == "ApiCancelled") return Word::cancelled;
  if (status == "Filled") return Word::filled;
  return Word::other;  // PendingSubmit, PendingCancel, Inactive (a hold, not an end), and whatever comes to be
}

IbBroker::IbBroker(tws::Session& session, std::string account, std::int32_t client_id)
    : session_(session), account_(std::move(account)), client_id_(client_id) {}

void IbBroker::on(const tws::Event& event, core::TimePoint now, Events& events) {
  if (const auto* const ready = std::get_if<tws::Ready>(&event)) return on_ready(*ready, events);
  if (const auto* const gap = std::get_if<tws::Gap>(&event)) return on_gap(*gap, events);
  if (const auto* const done = std::get_if<tws::Done>(&event)) return on_done(done->key, now, events);
  if (const auto* const failed = std::get_if<tws::Failed>(&event)) return on_failed(*failed, now, events);
  if (const auto* const notice = std::get_if<tws::Notice>(&event)) return on_notice(*notice, events);
  if (const auto* const message = std::get_if<tws::Unkeyed>(&event)) return on_message(message->message, now, events);
  if (const auto* const reply = std::get_if<tws::Reply>(&event)) {
    if (const auto question = what_ifs_.extract(reply->key)) return on_what_if(question.mapped(), reply->message, now, events);
    // Rows of open orders come as Unkeyed too: once is enough.
    if (picture_ && picture_->asked.contains(reply->key) && !std::holds_alternative<tws::OpenOrder>(reply->message) &&
        !std::holds_alternative<tws::OrderStatus>(reply->message))
      on_message(reply->message, now, events);
    return;
  }
  if (const auto* const closed = std::get_if<tws::Closed>(&event)) {
    picture_.reset();
    life_.reset();
    upstream_.reset();
    orders_out_.clear();  // each was told of before, as Failed
    events.emplace_back(trade::LinkLost{closed->text.empty() ? std::string(to_string(closed->cause)) : plain_text(closed->text)});
  }
}

void IbBroker::on_ready(const tws::Ready& ready, Events& events) {
  events.emplace_back(trade::LinkReady{ready.accounts, trade::BrokerOrderId(ready.next_order_id)});
}

void IbBroker::on_gap(const tws::Gap& gap, Events& events) {
  upstream_.reset();  // an answer to what was asked before says nothing of now
  switch (gap.cause) {
    case tws::GapCause::upstream_lost: events.emplace_back(trade::UpstreamChanged{false, plain_text(gap.text)}); return;
    case tws::GapCause::data_lost:
    case tws::GapCause::data_kept: events.emplace_back(trade::UpstreamChanged{true, plain_text(gap.text)}); return;
    case tws::GapCause::reconnected:  // Ready says it
    case tws::GapCause::farm_lost:
    case tws::GapCause::farm_restored: return;
  }
}

void IbBroker::perform(const trade::Submit& submit, core::TimePoint now, Events& events) {
  if (submit.intent.shape() == trade::Shape::exercise) {
    orders_out_.emplace(
        session_.request(to_exercise(submit.intent), now,
                         {.lane = tws::Lane::order, .patience = submit.leave_by - now, .waits_for_connection = false}),
        submit.order);
    return;
  }
  const auto check = [&](std::string_view payload, int version) { return check_sent(payload, version, submit); };
  const auto placed = session_.place_order(to_wire(submit), now, {check, submit.leave_by});
  if (placed) {
    orders_out_.emplace(*placed, submit.order);
    return;
  }
  events.emplace_back(trade::OrderUnsent{submit.order, core::to_string(placed.error())});
}

void IbBroker::perform(const trade::LeaveLink& /*leave*/, core::TimePoint now) const { session_.disconnect(now); }

void IbBroker::perform(const trade::AskWhatIf& question, core::TimePoint now, Events& events) {
  const auto check = [&](std::string_view payload, int version) { return check_asked(payload, version, question); };
  const auto asked = session_.place_order(to_wire(question), now, {check, std::nullopt});
  if (asked)
    what_ifs_.emplace(*asked, question.key);
  else
    events.emplace_back(
        trade::WhatIfShown{question.key, {trade::WhatIfState::not_asked, {}, {}, core::to_string(asked.error()), now}});
}

void IbBroker::perform(const trade::CancelOrder& cancel, core::TimePoint now, Events& events) {
  if (session_.cancel_order({.order_id = cancel.order_id.value(), .manual_cancel_time = {}, .ext_operator = {}}, now))
    events.emplace_back(trade::CancelWritten{cancel.order});
}

void IbBroker::perform(const trade::Pull& pull, core::TimePoint now) {
  picture_ = Picture{pull.picture, {}};
  const auto ask = [&](tws::Request message, const char* what) {
    picture_->asked.emplace(session_.request(std::move(message), now, {.lane = tws::Lane::order, .waits_for_connection = false}),
                            what);
  };
  ask(tws::RequestAllOpenOrders{}, "open orders");
  ask(tws::RequestCompletedOrders{}, "completed orders");
  tws::RequestExecutions executions;
  executions.account = account_;
  executions.last_days = execution_days;  // written from server version 200; before, since the gateway's midnight
  ask(std::move(executions), "executions");
  ask(tws::RequestPositions{}, "positions");
}

void IbBroker::perform(const trade::ProveLife& /*life*/, core::TimePoint now) {
  if (life_) return;  // one question is enough
  life_ = session_.request(tws::RequestCurrentTime{}, now, {.lane = tws::Lane::order, .waits_for_connection = false});
}

/// Contracts are known to the broker's servers only; the gateway answers orders and positions from its own memory.
void IbBroker::perform(const trade::ProveUpstream& /*probe*/, core::TimePoint now) {
  if (upstream_) session_.cancel(*upstream_, now);
  tws::RequestContractData anything;
  anything.contract.symbol = "SPY";
  anything.contract.security_type = "STK";
  anything.contract.exchange = route;
  anything.contract.currency = "USD";
  upstream_ = session_.request(std::move(anything), now, {.lane = tws::Lane::order, .waits_for_connection = false});
}

void IbBroker::on_done(tws::RequestKey key, core::TimePoint now, Events& events) {
  if (life_ == key) life_.reset();
  if (upstream_ == key) {
    upstream_.reset();
    events.emplace_back(trade::UpstreamChanged{true, "the broker answers again"});
  }
  if (const auto order = orders_out_.extract(key)) {
    events.emplace_back(trade::OrderWritten{order.mapped(), true});
    return;
  }
  if (!picture_ || picture_->asked.erase(key) == 0 || !picture_->asked.empty()) return;
  end_picture(true, "", now, events);
}

void IbBroker::on_failed(const tws::Failed& failed, core::TimePoint now, Events& events) {
  if (life_ == failed.key) life_.reset();
  if (upstream_ == failed.key) {  // asked again in a while; but that a contract is not known, only the broker can say
    upstream_.reset();
    if (failed.failure.code == no_such_contract) events.emplace_back(trade::UpstreamChanged{true, "the broker answers again"});
  }
  if (const auto question = what_ifs_.extract(failed.key)) {
    const bool is_late = failed.failure.reason == tws::FailureReason::no_reply;
    events.emplace_back(trade::WhatIfShown{
        question.mapped(),
        {is_late ? trade::WhatIfState::late : trade::WhatIfState::refused, {}, {}, plain_text(failed.failure.text), now}});
  }
  if (const auto order = orders_out_.extract(failed.key)) {
    const bool some_left = failed.failure.reason == tws::FailureReason::no_reply;
    if (some_left) events.emplace_back(trade::OrderWritten{order.mapped(), false});
    if (some_left)
      events.emplace_back(trade::OrderInDoubt{order.mapped(), plain_text(failed.failure.text)});
    else
      events.emplace_back(trade::OrderUnsent{order.mapped(), plain_text(failed.failure.text)});
    return;
  }
  if (!picture_) return;
  const auto at = picture_->asked.find(failed.key);
  if (at == picture_->asked.end()) return;
  end_picture(false, fmt::format("{}: {}", at->second, plain_text(failed.failure.text)), now, events);
}

/// What is still out is wanted no longer: its rows would be taken for those of the next picture.
void IbBroker::end_picture(bool whole, std::string why, core::TimePoint now, Events& events) {
  const auto picture = std::exchange(picture_, std::nullopt);
  for (const auto& [key, what] : picture->asked) session_.cancel(key, now);
  events.emplace_back(trade::PictureTaken{picture->number, whole, std::move(why)});
}

/// Margins are in the account's currency: what is not said to be USD is no number for us, and an answer without one is none.
void IbBroker::on_what_if(const std::string& key, const tws::Response& message, core::TimePoint now, Events& events) const {
  trade::WhatIf answer{trade::WhatIfState::unset, {}, {}, "the broker answered without a margin", now};
  if (const auto* const shown = std::get_if<tws::OpenOrder>(&message)) {
    const tws::OrderState& state = shown->state;
    const bool is_usd = state.margin_currency.empty() || state.margin_currency == "USD";
    if (state.margin_change.initial && is_usd) answer.initial_margin_change = money_of(*state.margin_change.initial);
    if (state.commission && state.commission_currency == "USD") answer.commission = commission_of(*state.commission);
    if (!state.warning_text.empty()) answer.said = plain_text(state.warning_text);
    if (!is_usd) answer.said = "the broker's margin is in " + plain_text(state.margin_currency);
    if (answer.initial_margin_change) {
      answer.state = trade::WhatIfState::answered;
      answer.said = plain_text(state.warning_text);
    }
  }
  events.emplace_back(trade::WhatIfShown{key, std::move(answer)});
}

void IbBroker::on_message(const tws::Response& message, core::TimePoint now, Events& events) {
  if (const auto* const one = std::get_if<tws::OpenOrder>(&message)) return add(*one, events);
  if (const auto* const one = std::get_if<tws::OrderStatus>(&message)) return add(*one, events);
  if (const auto* const one = std::get_if<tws::CompletedOrder>(&message)) return add(*one, events);
  if (const auto* const one = std::get_if<tws::ExecutionDetails>(&message)) return add(*one, now, events);
  if (const auto* const one = std::get_if<tws::CommissionReport>(&message)) return add(*one, events);
  if (const auto* const one = std::get_if<tws::Position>(&message)) return add(*one, events);
}

void IbBroker::on_notice(const tws::Notice& notice, Events& events) {
  if (!notice.order_id || *notice.order_id <= 0 || notice.code == 0) return;
  const trade::OrderIds ids = ids_of(*notice.order_id, client_id_, 0, {});
  events.emplace_back(trade::OrderNotice{ids, notice_kind(notice.code), notice.code, plain_text(notice.text)});
}

/// Orders of others show as 0, negative or 2147483647: then the order id says nothing.
trade::OrderIds IbBroker::ids_of(std::int32_t order_id, std::int32_t client_id, std::int64_t perm_id,
                                 const std::string& reference) const {
  const bool ours = client_id == client_id_ && order_id > 0 && order_id < std::numeric_limits<std::int32_t>::max();
  const bool known = perm_id > 0 && perm_id < std::numeric_limits<std::int64_t>::max();
  const bool others = client_id >= 0 && client_id != client_id_;
  return {trade::BrokerOrderId(ours ? order_id : 0), trade::PermId(known ? perm_id : 0), reference, ours, others};
}

void IbBroker::add(const tws::OpenOrder& message, Events& events) const {
  const tws::Order& order = message.order;
  events.emplace_back(trade::OrderShown{ids_of(message.order_id, order.client_id, order.perm_id, order.order_ref), order.account,
                                        word_of(message.state.status), plain_text(message.state.status),
                                        shown(order, message.contract)});
}

void IbBroker::add(const tws::OrderStatus& message, Events& events) const {
  events.emplace_back(trade::OrderShown{ids_of(message.order_id, message.client_id, message.perm_id, {}), account_,
                                        word_of(message.status), plain_text(message.status), ""});
}

void IbBroker::add(const tws::CompletedOrder& message, Events& events) const {
  const tws::Order& order = message.order;
  events.emplace_back(trade::OrderShown{ids_of(0, -1, order.perm_id, order.order_ref), order.account, word_of(message.state.status),
                                        plain_text(message.state.status), shown(order, message.contract)});
}

void IbBroker::add(const tws::ExecutionDetails& message, core::TimePoint now, Events& events) const {
  const tws::Execution& execution = message.execution;
  if (execution.account != account_) return;
  // Shares have no sign, and a price is one, but of the summary of a combo: else the row says nothing, and that is told.
  const bool is_summary = message.contract.security_type == "BAG";
  const auto shares = whole_of(execution.shares);
  const auto price = price_of(execution.price);
  const bool is_readable = shares && *shares >= 0 && (is_summary || price);
  events.emplace_back(trade::ExecutionShown{ids_of(execution.order_id, execution.client_id, execution.perm_id, execution.order_ref),
                                            execution.account, plain_text(execution.execution_id),
                                            trade::ContractId(message.contract.contract_id),
                                            is_readable ? signed_quantity(*shares, execution.side) : std::nullopt,
                                            price.value_or(market::Price()), time_of(execution.time).value_or(now), is_summary});
}

void IbBroker::add(const tws::CommissionReport& message, Events& events) const {
  events.emplace_back(trade::ChargeShown{message.execution_id, commission_of(message.commission), message.currency});
}

void IbBroker::add(const tws::Position& message, Events& events) const {
  if (message.account != account_) return;
  const auto quantity = whole_of(message.position);
  events.emplace_back(
      trade::PositionShown{message.account, trade::ContractId(message.contract.contract_id),
                           plain_text(fmt::format("{} {}", to_string(message.position), describe(message.contract))), quantity});
}

}  // namespace legwork::desk
