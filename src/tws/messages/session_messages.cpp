#include "tws/messages/session_messages.hpp"

namespace legwork::tws {

std::vector<std::string> account_names(const ManagedAccounts& message) {
  std::vector<std::string> names;
  std::string_view rest = message.accounts;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view name = rest.substr(0, comma);
    if (!name.empty()) names.emplace_back(name);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return names;
}

}  // namespace legwork::tws
