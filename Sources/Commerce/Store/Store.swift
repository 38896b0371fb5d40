/// A shop on this server.
package struct Store: Hashable, Codable, Sendable {
  package var id: StoreID
  /// Lower-case letters, digits and hyphens; unique on the server.
  package var slug: String
  package var name: String
  package var currency: Currency
  /// IANA name, `Europe/Lisbon`.
  package var timeZone: String
  /// ISO 639-1, the language replies are in unless the shopper's own is known.
  package var language: String
  package var settings: StoreSettings

  package init(
    id: StoreID, slug: String, name: String, currency: Currency = .usd, timeZone: String = "UTC",
    language: String = "en", settings: StoreSettings = .init()
  ) {
    self.id = id
    self.slug = slug
    self.name = name
    self.currency = currency
    self.timeZone = timeZone
    self.language = language
    self.settings = settings
  }
}

/// What a shop says of itself. Everything has a sensible default or is honestly unknown (nil).
package struct StoreSettings: Hashable, Codable, Sendable {
  /// Sentences for shoppers, in the store's language.
  package var hoursText: String?
  /// Opening times by weekday, 1 = Monday; a day left out is closed; nil where not set.
  package var openingHours: [Int: [OpeningInterval]]?
  package var address: String?
  package var phone: String?
  package var email: String?
  package var website: String?
  package var deliveryText: String?
  package var returnsText: String?
  package var paymentText: String?
  package var about: String?
  package var fulfilments: [Fulfilment]
  /// Minor units; 0 is free.
  package var deliveryFeeMinor: Int64
  /// Goods of at least this much are delivered free.
  package var freeDeliveryFromMinor: Int64?
  /// The shop's catalogue in the channel (a WhatsApp `catalog_id`), where products can be shown from it.
  package var channelCatalogID: String?
  /// 1 = Monday … 7 = Sunday; Monday where nil.
  package var firstWeekday: Int?
  /// How long what was said and sought is kept; the server's own times where nil.
  package var retention: Retention?
  /// nil: a language model, where the server has one, is asked when the built-in reading is not sure.
  package var languageModel: ModelSettings?
  /// Taxes, zones, returns, ages and the like; all defaults where nil.
  package var selling: SellingRules?
  /// From when on a customer is what; the built-in thresholds where nil.
  package var segments: SegmentRules?
  /// Pieces at which stock is low, for those who want to be told; 5 where nil.
  package var lowStock: Int?
  /// Where shoppers find the shop; the nearest is told to who shares a location.
  package var places: [StorePlace]?
  package var branding: StoreBranding?

  package init(
    hoursText: String? = nil, openingHours: [Int: [OpeningInterval]]? = nil, address: String? = nil,
    phone: String? = nil, email: String? = nil, website: String? = nil, deliveryText: String? = nil,
    returnsText: String? = nil, paymentText: String? = nil, about: String? = nil,
    fulfilments: [Fulfilment] = [.delivery, .pickup], deliveryFeeMinor: Int64 = 0,
    freeDeliveryFromMinor: Int64? = nil, channelCatalogID: String? = nil
  ) {
    self.hoursText = hoursText
    self.openingHours = openingHours
    self.address = address
    self.phone = phone
    self.email = email
    self.website = website
    self.deliveryText = deliveryText
    self.returnsText = returnsText
    self.paymentText = paymentText
    self.about = about
    self.fulfilments = fulfilments
    self.deliveryFeeMinor = deliveryFeeMinor
    self.freeDeliveryFromMinor = freeDeliveryFromMinor
    self.channelCatalogID = channelCatalogID
  }
}

/// How many days is kept what a shop no longer needs to run.
package struct Retention: Hashable, Codable, Sendable {
  /// Messages both ways, with what the channel's body said.
  package var messageDays: Int
  package var searchDays: Int
  /// Jobs that were given up.
  package var jobDays: Int

  /// Channels deliver a message again for a week, and its row is what tells that it was there.
  package static let leastMessageDays = 8

  package init(messageDays: Int = 365, searchDays: Int = 180, jobDays: Int = 30) {
    self.messageDays = messageDays
    self.searchDays = searchDays
    self.jobDays = jobDays
  }
}

/// Minutes since midnight in the store's zone, from inclusive to exclusive.
package struct OpeningInterval: Hashable, Codable, Sendable {
  package var opensMinute: Int
  package var closesMinute: Int

  package init(opensMinute: Int, closesMinute: Int) {
    self.opensMinute = opensMinute
    self.closesMinute = closesMinute
  }
}
