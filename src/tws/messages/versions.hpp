// Server versions: what the field tables of this folder cover, and what our client offers. The window is a promise: a version inside
// it is read field by field as that server writes it. Raising a maximum without new tables fails field_tables_test.
#pragma once

namespace legwork::tws {

/// Every message lays out at each version of [min, max], in both directions; the simulator grants any of them.
inline constexpr int min_server_version = 157;
inline constexpr int max_server_version = 200;  // from 201 frames have a binary id and errors are protobuf

/// What the client puts into its hello, "v178..200".
inline constexpr int client_min_version = 178;
inline constexpr int client_max_version = 200;

constexpr bool supported(int server_version) {
  return server_version >= min_server_version && server_version <= max_server_version;
}

}  // namespace legwork::tws
