/// A shopper as the store knows them. Who they are is their channel identities; all else is a fact about them.
package struct Customer: Hashable, Codable, Sendable {
  package var id: CustomerID
  /// As the channel's profile or the shopper gave it.
  package var name: String?
  package var phone: String?
  /// The last address an order went to.
  package var address: String?
  /// ISO 639-1, `en`.
  package var language: String?
  /// `whatsapp:15035550142`, `telegram:700000001`; sorted.
  package var identities: [String]

  package init(
    id: CustomerID, name: String? = nil, phone: String? = nil, address: String? = nil, language: String? = nil,
    identities: [String] = []
  ) {
    self.id = id
    self.name = name
    self.phone = phone
    self.address = address
    self.language = language
    self.identities = identities
  }
}
