#include <array>
#include <string_view>

#include "tws/messages/codec.hpp"
#include "tws/messages/known_ids.hpp"
#include "tws/messages/message_table.hpp"

namespace legwork::tws {
namespace {

template <class T>
struct NameOf {
  static constexpr const char* function = T::name.data();  // a literal, so NUL-ended
};

constexpr MessageTable<Request, NameOf> request_names;
constexpr MessageTable<Response, NameOf> response_names;

constexpr const char* unknown = "unknown";

constexpr std::array raw_requests = {
    KnownId{10, "reqMktDepth"},
    KnownId{11, "cancelMktDepth"},
    KnownId{12, "reqNewsBulletins"},
    KnownId{13, "cancelNewsBulletins"},
    KnownId{18, "requestFA"},
    KnownId{19, "replaceFA"},
    KnownId{22, "reqScannerSubscription"},
    KnownId{23, "cancelScannerSubscription"},
    KnownId{24, "reqScannerParameters"},
    KnownId{52, "reqFundamentalData"},
    KnownId{53, "cancelFundamentalData"},
    KnownId{65, "verifyRequest"},
    KnownId{66, "verifyMessage"},
    KnownId{67, "queryDisplayGroups"},
    KnownId{68, "subscribeToGroupEvents"},
    KnownId{69, "updateDisplayGroup"},
    KnownId{70, "unsubscribeFromGroupEvents"},
    KnownId{72, "verifyAndAuthRequest"},
    KnownId{73, "verifyAndAuthMessage"},
    KnownId{79, "reqSoftDollarTiers"},
    KnownId{80, "reqFamilyCodes"},
    KnownId{82, "reqMktDepthExchanges"},
    KnownId{83, "reqSmartComponents"},
    KnownId{84, "reqNewsArticle"},
    KnownId{85, "reqNewsProviders"},
    KnownId{86, "reqHistoricalNews"},
    KnownId{88, "reqHistogramData"},
    KnownId{89, "cancelHistogramData"},
    KnownId{96, "reqHistoricalTicks"},
    KnownId{97, "reqTickByTickData"},
    KnownId{98, "cancelTickByTickData"},
    KnownId{100, "reqWshMetaData"},
    KnownId{101, "cancelWshMetaData"},
    KnownId{102, "reqWshEventData"},
    KnownId{103, "cancelWshEventData"},
    KnownId{104, "reqUserInfo"},
    KnownId{106, "cancelContractData"},
    KnownId{107, "cancelHistoricalTicks"},
    KnownId{108, "reqConfig"},
    KnownId{109, "updateConfig"},
};

constexpr std::array raw_responses = {
    KnownId{12, "marketDepth"},
    KnownId{13, "marketDepthL2"},
    KnownId{14, "newsBulletins"},
    KnownId{16, "receiveFA"},
    KnownId{18, "bondContractData"},
    KnownId{19, "scannerParameters"},
    KnownId{20, "scannerData"},
    KnownId{47, "tickEFP"},
    KnownId{51, "fundamentalData"},
    KnownId{56, "deltaNeutralValidation"},
    KnownId{65, "verifyMessageAPI"},
    KnownId{66, "verifyCompleted"},
    KnownId{67, "displayGroupList"},
    KnownId{68, "displayGroupUpdated"},
    KnownId{69, "verifyAndAuthMessageAPI"},
    KnownId{70, "verifyAndAuthCompleted"},
    KnownId{77, "softDollarTiers"},
    KnownId{78, "familyCodes"},
    KnownId{80, "mktDepthExchanges"},
    KnownId{82, "smartComponents"},
    KnownId{83, "newsArticle"},
    KnownId{84, "tickNews"},
    KnownId{85, "newsProviders"},
    KnownId{86, "historicalNews"},
    KnownId{87, "historicalNewsEnd"},
    KnownId{89, "histogramData"},
    KnownId{91, "rerouteMktData"},
    KnownId{92, "rerouteMktDepth"},
    KnownId{96, "historicalTicks"},
    KnownId{97, "historicalTicksBidAsk"},
    KnownId{98, "historicalTicksLast"},
    KnownId{99, "tickByTick"},
    KnownId{100, "orderBound"},
    KnownId{103, "replaceFAEnd"},
    KnownId{104, "wshMetaData"},
    KnownId{105, "wshEventData"},
    KnownId{106, "historicalSchedule"},
    KnownId{107, "userInfo"},
    KnownId{110, "config"},
    KnownId{111, "updateConfig"},
};

const char* find(std::span<const KnownId> ids, std::int32_t id) {
  for (const KnownId& known : ids)
    if (known.id == id) return known.name;
  return unknown;
}

}  // namespace

std::span<const KnownId> raw_request_ids() { return raw_requests; }
std::span<const KnownId> raw_response_ids() { return raw_responses; }

const char* request_name(std::int32_t id) {
  const char* const name = request_names.find(id);
  return name == nullptr ? find(raw_requests, id) : name;
}

const char* response_name(std::int32_t id) {
  const char* const name = response_names.find(id);
  return name == nullptr ? find(raw_responses, id) : name;
}

std::int32_t id_of(const Request& message) {
  return std::visit([](const auto& m) { return std::int32_t{m.id}; }, message);
}
std::int32_t id_of(const Response& message) {
  return std::visit([](const auto& m) { return std::int32_t{m.id}; }, message);
}
const char* name_of(const Request& message) { return request_name(id_of(message)); }
const char* name_of(const Response& message) { return response_name(id_of(message)); }

}  // namespace legwork::tws
