// Ten virtual minutes of knocking at a door that nobody opens, with nothing but installed headers and libraries.
#include <chrono>
#include <cstdio>

#include "io/pipe_network.hpp"
#include "io/simulation.hpp"
#include "tws_client/client.hpp"

int main() {
  using namespace std::chrono_literals;
  using namespace legwork;
  io::Simulation world;
  io::PipeNetwork network(world.context.get_executor(), world.clock, core::Prng(1));
  tws_client::Client client(world.context.get_executor(), world.clock, network);
  auto events = client.events();
  world.tasks.spawn(client.run());
  world.clock.run_for(world.context, 10min);
  int attempts = 0;
  while (const auto event = events.try_next()) attempts += std::holds_alternative<tws_client::Unreachable>(*event) ? 1 : 0;
  client.stop();
  world.clock.run_for(world.context, 0s);
  std::printf("%d attempts in ten minutes\n", attempts);
  return attempts >= 10 && attempts <= 30 ? 0 : 1;
}
