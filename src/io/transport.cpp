#include "io/transport.hpp"

namespace legwork::io {

Task<core::Result<void>> Transport::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = co_await write_some(bytes);
    if (!written) co_return written.error();
    bytes.remove_prefix(*written);
  }
  co_return core::Result<void>();
}

}  // namespace legwork::io
