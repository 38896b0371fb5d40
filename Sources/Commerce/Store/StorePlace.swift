import Foundation

/// One of the places where shoppers find a shop.
package struct StorePlace: Hashable, Codable, Sendable {
  package var name: String
  package var address: String?
  package var phone: String?
  /// Degrees.
  package var latitude: Double
  package var longitude: Double

  package init(name: String, address: String? = nil, phone: String? = nil, latitude: Double, longitude: Double) {
    self.name = name
    self.address = address
    self.phone = phone
    self.latitude = latitude
    self.longitude = longitude
  }

  /// With the meters to it; those whose degrees are none are passed over.
  package static func nearest(to here: GeoPoint, of places: [StorePlace]) -> (place: StorePlace, meters: Double)? {
    places.compactMap { place -> (place: StorePlace, meters: Double)? in
      GeoPoint(latitude: place.latitude, longitude: place.longitude).map { (place, here.meters(to: $0)) }
    }.min { $0.meters < $1.meters }
  }
}

extension GeoPoint {
  /// Along the surface of a globe of 6,371 km; within half a per cent of the way a crow flies.
  package func meters(to other: GeoPoint) -> Double {
    func radians(_ e6: Int64) -> Double { Double(e6) / 1_000_000 * .pi / 180 }
    let (a, b) = (radians(latitudeE6), radians(other.latitudeE6))
    let (dLatitude, dLongitude) = (b - a, radians(other.longitudeE6 - longitudeE6))
    let h = sin(dLatitude / 2) * sin(dLatitude / 2) + cos(a) * cos(b) * sin(dLongitude / 2) * sin(dLongitude / 2)
    return 2 * 6_371_000 * asin(min(1, h.squareRoot()))
  }
}

/// How a shop looks where it can be shown.
package struct StoreBranding: Hashable, Codable, Sendable {
  package var logoURL: String?
  /// `#1A7F5A`
  package var color: String?
  package var tagline: String?

  package init(logoURL: String? = nil, color: String? = nil, tagline: String? = nil) {
    self.logoURL = logoURL
    self.color = color
    self.tagline = tagline
  }
}
