// ExpiryValuation: one expiry's rows into the store: own vols, smile, Greeks, flags, confidence. Used once, by valuation.cpp.
#pragma once

#include <vector>

#include "chain/expiry_groups.hpp"
#include "chain/expiry_model.hpp"
#include "chain/store_builder.hpp"

namespace legwork::chain {

class ExpiryValuation {
 public:
  /// `expiry` has its terms and forward set; its smile and summary are written here.
  ExpiryValuation(StoreBuilder& builder, std::uint32_t expiry, const UnderlyingSnapshot& snapshot, const ValuationOptions& options)
      : builder_(builder), expiry_(expiry), snapshot_(snapshot), options_(options) {}

  void run(const ExpiryGroup& group);

 private:
  struct Side {
    market::Right right{};
    const Rows* rows = nullptr;
    SlicePricer pricer;
    Row begin = 0;
  };

  double& cell(Column c, Row row) { return builder_.column(c)[row]; }
  bool flagged(Row row, QuoteFlag flag) { return has(builder_.flags()[row], flag); }
  void flag(Row row, QuoteFlag f) { builder_.flags()[row] |= bit(f); }
  Expiry& expiry() { return builder_.expiry(expiry_); }
  Underlying& underlying() { return builder_.underlying(expiry().underlying); }

  Row add_slice(market::Right right, const Rows& rows);
  void copy_inputs(const SnapshotRow& source, Row row);
  void solve_own(const Side& side);
  void flag_monotony(const Side& side, std::size_t i);
  void fit_smile();
  void finish_side(const Side& side);
  void model_vol(market::Right right, Row row);
  double twin_vol(market::Right right, double strike);
  void write_greeks(const SlicePricer& pricer, Row row, double strike, double vol);
  void judge_row(const SnapshotRow& source, Row row);
  void summarise();
  double straddle_move();

  StoreBuilder& builder_;
  std::uint32_t expiry_;
  const UnderlyingSnapshot& snapshot_;
  const ValuationOptions& options_;
  std::vector<Side> sides_;
  std::vector<double> own_vol_;  // by store row, as solved, before any is borrowed
};

}  // namespace legwork::chain
