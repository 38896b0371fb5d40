/// Where goods lie: a shop, a store room.
package struct StockLocation: Hashable, Codable, Sendable {
  package var id: LocationID
  package var name: String
  package var address: String?
  package var place: GeoPoint?
  /// Orders take from it first.
  package var isDefault: Bool

  package init(id: LocationID, name: String, address: String? = nil, place: GeoPoint? = nil, isDefault: Bool = false) {
    self.id = id
    self.name = name
    self.address = address
    self.place = place
    self.isDefault = isDefault
  }
}

/// A point on the globe, in millionths of a degree.
package struct GeoPoint: Hashable, Codable, Sendable {
  package var latitudeE6: Int64
  package var longitudeE6: Int64

  package init?(latitude: Double, longitude: Double) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
    latitudeE6 = Int64((latitude * 1_000_000).rounded())
    longitudeE6 = Int64((longitude * 1_000_000).rounded())
  }

  package init(latitudeE6: Int64, longitudeE6: Int64) {
    self.latitudeE6 = latitudeE6
    self.longitudeE6 = longitudeE6
  }
}

/// How many of a variant lie where; nil is the shop itself.
package struct StockLevel: Hashable, Sendable {
  package var location: LocationID?
  package var stock: Int

  package init(location: LocationID?, stock: Int) {
    self.location = location
    self.stock = stock
  }
}

/// A variant that has run down to its threshold.
package struct LowVariant: Hashable, Sendable {
  package var variantID: VariantID
  package var sku: String
  package var title: String
  package var available: Int
  package var threshold: Int

  package init(variantID: VariantID, sku: String, title: String, available: Int, threshold: Int) {
    self.variantID = variantID
    self.sku = sku
    self.title = title
    self.available = available
    self.threshold = threshold
  }
}
