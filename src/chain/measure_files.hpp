// MeasureFiles: the files beside the chains (bars, splits, IV history, events, holdings), read when an underlying asks. Owned by one
// load(); keeps the first error, which ends the load, and what a person should be told.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "chain/book.hpp"
#include "chain/load.hpp"

namespace legwork::chain {

class MeasureFiles {
 public:
  /// `options` must outlive this.
  explicit MeasureFiles(const LoadOptions& options) : options_(options) {}

  /// Reads what is not asked for by symbol. Errors: not_found for a folder or file that is not there, and those of the readers.
  core::Result<void> open();

  Measures measures_of(const std::string& symbol, TimePoint as_of, double iv30);
  /// By underlying; empty without holdings or bars.
  std::vector<double> book_correlations(const Store& store);

  /// The dividends with a known amount: prices depend on them.
  std::vector<Event> dividends() const;
  const Holdings& holdings() const { return holdings_; }
  const std::optional<core::Error>& error() const { return error_; }
  std::vector<std::string> take_notices() { return std::move(notices_); }

 private:
  /// The book at one time: what the bars of its symbols say up to then.
  struct Book {
    TimePoint as_of;
    std::map<std::string, Bars> bars;
    std::vector<BookPart> parts;  // into `bars`; empty when a part of the book is unknown
  };

  template <class T>
  std::optional<T> kept(core::Result<T> read);
  std::optional<Bars> read_bars_of(const std::string& symbol);
  std::optional<Bars> bars_of(const std::string& symbol);
  std::optional<IvHistory> history_of(const std::string& symbol);
  const Bars* benchmark();
  std::vector<Split> splits_of(const std::string& symbol) const;
  const Book& book_at(const Store& store, TimePoint as_of);
  const Bars& book_bars(Book& book, const std::string& symbol);
  bool book_is_known(const Book& book, const Exposures& exposures);

  void notice_unused(const std::string& symbol, const MeasureInputs& inputs, const Measures& measures, double iv30);
  void notice_jump(const std::string& symbol, const MeasureInputs& inputs, const Measures& measures);

  const LoadOptions& options_;
  std::vector<Split> splits_;
  std::vector<Event> events_;
  Holdings holdings_;
  std::optional<Bars> benchmark_;
  bool benchmark_asked_ = false;
  std::optional<Book> book_;
  bool book_told_ = false;
  std::vector<std::string> notices_;
  std::optional<core::Error> error_;
};

}  // namespace legwork::chain
