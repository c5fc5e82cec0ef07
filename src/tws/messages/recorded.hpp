// Questions to ask of a recorded message: at which server versions does it decode without a rest, and does what was decoded encode to
// the same fields again? For tests, the decode command and whoever meets a gateway with an unknown version. Allocates; not fast.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace legwork::tws {

enum class Sender { client, server };  // who sent it

/// Those of [first, last], clipped to the supported ones, at which the payload decodes with nothing left over. Ascending.
std::vector<int> fitting_versions(std::string_view payload, Sender sender, int first, int last);

/// "162..169", "157..200", "158,160..161"; "none".
std::string version_ranges(const std::vector<int>& versions);

struct FieldDifference {
  enum class Kind {
    content,  // not the same
    unset_spelling,  // both unset, in another form: nothing, a sentinel, "?"
    missing,  // only one of the two has it
  };
  std::size_t field = 0;  // 1 is the id
  Kind kind{};
  std::string recorded;
  std::string encoded;
};

/// Field by field; numbers of equal value are the same (0 and 0.0, e308 and E308).
std::vector<FieldDifference> compare_fields(std::string_view recorded, std::string_view encoded);

/// `recorded` decoded, encoded, compared; surplus fields are put back first. Empty when it does not decode: decode_… has the error.
std::vector<FieldDifference> reencoding_differences(std::string_view recorded, Sender sender, int server_version);

}  // namespace legwork::tws
