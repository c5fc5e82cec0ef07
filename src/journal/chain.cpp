#include "journal/chain.hpp"

#include <openssl/evp.h>

#include "core/assert.hpp"

namespace legwork::journal {

struct HashChain::Digest {
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};

  void begin() { ASSERT(algorithm && context && EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1); }
  void add(const void* data, std::size_t size) { ASSERT(EVP_DigestUpdate(context.get(), data, size) == 1); }
  Hash end() {
    Hash hash{};
    unsigned int size = 0;
    ASSERT(EVP_DigestFinal_ex(context.get(), hash.data(), &size) == 1 && size == hash.size());
    return hash;
  }
};

namespace {

void put(std::string& bytes, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

}  // namespace

HashChain::HashChain() : digest_(std::make_unique<Digest>()) {}
HashChain::~HashChain() = default;
HashChain::HashChain(HashChain&&) noexcept = default;
HashChain& HashChain::operator=(HashChain&&) noexcept = default;

Hash HashChain::next(const Hash& before, const trade::Record& record) {
  const std::string_view kind = record.kind.name();
  std::string head;
  put(head, record.sequence);
  put(head, static_cast<std::uint64_t>(record.at.time_since_epoch().count()));
  put(head, record.version);
  put(head, kind.size());
  head += kind;
  put(head, record.body.size());
  digest_->begin();
  digest_->add(before.data(), before.size());
  digest_->add(head.data(), head.size());
  digest_->add(record.body.data(), record.body.size());
  return digest_->end();
}

Hash sha256(std::string_view text) {
  Hash hash{};
  unsigned int size = 0;
  ASSERT(EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha256(), nullptr) == 1 && size == hash.size());
  return hash;
}

std::string to_hex(const Hash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

std::optional<Hash> parse_hash(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  Hash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

const Hash& genesis_hash() {
  static const Hash hash = sha256("legwork journal 1");
  return hash;
}

}  // namespace legwork::journal
