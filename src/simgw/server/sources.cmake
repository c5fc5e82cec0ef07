set(simgw_server_sources server/server.cpp)
