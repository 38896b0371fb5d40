/// What a person at the shop does with an order.
package enum OrderAction: Hashable, Codable, Sendable {
  case confirm
  /// The money came in another way: by bank, by terminal.
  case markPaid
  case pack
  /// Some pieces, or all that are left where none are named.
  case ship(ShipmentNote, [LinePick])
  case readyForPickup
  case deliver
  case cancel
  /// Minor units; nil is all of it, or what came in too much.
  case refund(amountMinor: Int64?)
  /// Goods came back: some pieces, or all where none are named.
  case takeBack([LinePick])
  /// Where it goes, until it is packed.
  case changeAddress(String)

  /// The plain move that a state's name asks for.
  package init?(to state: OrderState) {
    switch state {
    case .confirmed: self = .confirm
    case .paid: self = .markPaid
    case .packed: self = .pack
    case .shipped: self = .ship(ShipmentNote(), [])
    case .readyForPickup: self = .readyForPickup
    case .delivered: self = .deliver
    case .cancelled: self = .cancel
    case .refunded: self = .refund(amountMinor: nil)
    case .returned: self = .takeBack([])
    case .pending, .partlyShipped, .expired: return nil
    }
  }
}

package struct ShipmentNote: Hashable, Codable, Sendable {
  package var carrier: String?
  package var trackingNumber: String?

  package init(carrier: String? = nil, trackingNumber: String? = nil) {
    self.carrier = carrier
    self.trackingNumber = trackingNumber
  }

  /// The carrier's own page for the parcel, for the carriers whose address is a pattern.
  package var trackingURL: String? {
    guard let carrier, let number = trackingNumber, let prefix = Self.pages[carrier.lowercased()] else { return nil }
    return prefix + number.filter { $0.isLetter || $0.isNumber }
  }

  private static let pages = [
    "ups": "https://www.ups.com/track?tracknum=",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr=",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
    "dhl": "https://www.dhl.com/en/express/tracking.html?AWB=",
    "dpd": "https://www.dpdgroup.com/mydpd/my-parcels/track?parcelNumber=",
  ]
}

/// A line of an order by words of its name or its SKU, and how many pieces; all of it where nil.
package struct LinePick: Hashable, Codable, Sendable {
  package var words: String
  package var quantity: Int?
  /// The line's place in the order, where it is known: the words are then only for people.
  package var position: Int?

  package init(words: String, quantity: Int? = nil, position: Int? = nil) {
    self.words = words
    self.quantity = quantity
    self.position = position
  }

  /// Every word begins a word of the line's name, or the words are its SKU.
  package func matches(_ line: OrderLine) -> Bool {
    line.sku.lowercased() == words.lowercased() || matches(line.name)
  }

  /// The words are those of the bundle that the line is a part of.
  package func matchesBundle(of line: OrderLine) -> Bool { line.origin?.bundleTitle.map(matches) ?? false }

  private func matches(_ name: String) -> Bool {
    let wanted = Self.words(of: words)
    let own = Self.words(of: name)
    return !wanted.isEmpty && wanted.allSatisfy { word in own.contains { $0.hasPrefix(word) } }
  }

  /// A plural's s is not held against it.
  private static func words(of text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }
      .map { $0.count > 3 && $0.hasSuffix("s") ? String($0.dropLast()) : String($0) }
  }
}

/// What an action came to.
package struct OrderActionResult: Hashable, Sendable {
  package var number: String
  package var state: OrderState
  /// What goes back, where anything does.
  package var refund: Money?
  /// Pieces shipped or taken back by it.
  package var pieces: Int
  /// What was paid for the pieces taken back.
  package var worth: Money?
  /// Whether its customer has a chat in which they hear of it.
  package var isTold = false

  package init(number: String, state: OrderState, refund: Money? = nil, pieces: Int = 0, worth: Money? = nil) {
    self.number = number
    self.state = state
    self.refund = refund
    self.pieces = pieces
    self.worth = worth
  }
}

/// Why an action was not done.
package enum OrderActionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  case noOrder(String)
  case refused(number: String, OrderRefusal, Currency)
  case noLine(String)
  case severalLines(String)
  /// More pieces than are left to do it with.
  case tooMany(String, left: Int)
  /// Of a sale at the counter: nobody, or several people, have this telephone number or e-mail address.
  case noCustomer(String)
  case notDelivered(number: String)
  /// Who gets it and where is not changed any more.
  case settled(number: String, OrderState)
  case outsideZones(String)

  package var description: String {
    switch self {
    case .noOrder(let number): "there is no order \(number)"
    case .refused(let number, .tooMuch(let minor), let currency):
      "of order \(number) only \(Money(minorUnits: minor, currency: currency).text) could be given back"
    case .refused(let number, let reason, _): "order \(number) stays as it is: \(reason)"
    case .noLine(let words): "no line of the order is \"\(words)\""
    case .severalLines(let words): "several lines of the order are \"\(words)\": say more of the name"
    case .tooMany(let name, let left): "of \(name) only \(left) are left for that"
    case .settled(let number, let state): "order \(number) is \(state.words): where it goes stays as it is"
    case .notDelivered(let number): "order \(number) is not delivered: it goes nowhere"
    case .outsideZones(let address): "the shop does not deliver to \(address)"
    case .noCustomer(let contact): "no customer, or more than one, has \(contact)"
    }
  }
}
