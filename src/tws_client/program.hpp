// run_program: a client over TCP in a program that has nothing else to do: its own io_context and clock, this thread, until the program's
// coroutine ends or Ctrl-C. For examples and small tools; a desk builds its Client itself.
#pragma once

#include <functional>

#include "tws_client/client.hpp"

namespace legwork::tws_client {

/// `program` gets a client that is connecting, and the clock. Its value is returned; 130 after SIGINT or SIGTERM.
int run_program(ClientOptions options, std::function<io::Task<int>(Client&, io::Clock&)> program);

}  // namespace legwork::tws_client
