// Task<T>: a coroutine that runs on an Asio executor and is owned by whoever awaits it or by a TaskGroup. Coroutines here only carry
// bytes and time between the world and plain code. Cost: one frame, recycled by Asio for each thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace legwork::io {

template <class T>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace legwork::io
