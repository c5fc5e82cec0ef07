// The parts of a preview, each a function of what it needs. Used by preview() alone.
#pragma once

#include <optional>

#include "trade/preview.hpp"

namespace legwork::trade::previewing {

/// The vertical that an order opens, entered at its limit; nothing: it opens none, or the price of a roll's half is not known or none
/// that a vertical can have.
std::optional<HeldVertical> opened_vertical(const Intent& intent, const PreviewInputs& inputs);

bool is_bullish(const HeldVertical& vertical);
/// `costs` of all units together, 0 for the outcome before fees. Errors: of Money::of.
core::Result<Outcome> outcome_of(const HeldVertical& vertical, market::Money costs);

/// Without a model by the price alone.
Odds odds_of(const HeldVertical& vertical, const std::optional<MarketModel>& model, const Outcome& before,
             const std::optional<Outcome>& after);
/// Nothing without a model. `costs_usd`: fees and slippage of all units.
std::optional<ExpectedValue> expected_value_of(const HeldVertical& vertical, const std::optional<MarketModel>& model,
                                               double costs_usd);

Margin margin_of(const Intent& intent, const std::optional<HeldVertical>& vertical, const Ticket& ticket,
                 const PreviewInputs& inputs);

std::vector<Conflict> conflicts_of(const Intent& intent, std::span<const HeldLeg> held);
std::vector<LifeEvent> events_of(const Intent& intent, const PreviewInputs& inputs);
std::vector<TicketWarning> warnings_of(const Ticket& ticket, const std::optional<HeldVertical>& vertical,
                                       const PreviewInputs& inputs);

}  // namespace legwork::trade::previewing
