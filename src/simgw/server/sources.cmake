# Coroutines: under g++ the rest of the simulated gateway is built and tested without its server.
if(TARGET legwork::io)
  set(simgw_server_sources server/server.cpp)
  set(simgw_server_tests server/server_test.cpp)
endif()
