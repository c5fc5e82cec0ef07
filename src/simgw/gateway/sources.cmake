set(simgw_gateway_sources
  gateway/accounts_feed.cpp gateway/contract_lookup.cpp gateway/gateway.cpp gateway/gateway_requests.cpp gateway/history.cpp
  gateway/market_data.cpp gateway/order_intake.cpp gateway/order_reports.cpp gateway/pacing_guard.cpp gateway/request_id.cpp
  gateway/ticks.cpp gateway/wire_text.cpp)
set(simgw_gateway_tests gateway/gateway_test.cpp gateway/wire_text_test.cpp gateway/pacing_guard_test.cpp)
