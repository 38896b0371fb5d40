import Commerce
import Foundation
import Language
import Storage

/// Every figure that the database, the clock and the shopper have given in a conversation, so that one that nobody gave
/// is seen when it is said.
///
/// It reads the shop beside the engine, not through it: a price that a reply made up is in no row.
struct FactLedger {
  private var known: Set<String> = []
  /// Whole numbers that the shopper said: so many of something may be priced.
  private var counts: Set<Int> = []
  private let calendar: Calendar

  /// Numbers before a list's lines ("2. Storm lantern") are places, not facts.
  private static let longestList = 30

  init(timeZone: String) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    self.calendar = calendar
  }

  // MARK: What is known

  /// Figures in a text that was read: a title, a description, the shopper's own words, a reply's fixed wording.
  mutating func learn(text: String) { for figure in Figure.all(in: text) { known.formUnion(figure.readings) } }

  /// "two dozen" gives 24, in any of the languages.
  mutating func learn(said text: String) {
    learn(text: text)
    let tokens = Tokenizer.tokens(in: text)
    for language in LanguageCode.allCases {
      for mention in NumberWords.mentions(in: tokens, language: language) {
        switch mention.value {
        case .whole(let value): learnSaid(value)
        case .ordinal(let value): learn(value)
        case .decimal(let value): learn(text: "\(value.double)")
        case .last, .tooLarge: break
        }
      }
    }
  }

  /// "around 50" is looked for from a quarter less to a quarter more.
  private mutating func learnSaid(_ value: Int) {
    learn(value)
    guard (1...1_000_000).contains(abs(value)) else { return }
    counts.insert(abs(value))
    learn(text: "\(Double(abs(value)) * 0.75) \(Double(abs(value)) * 1.25)")
  }

  mutating func learn(_ count: Int) { known.insert(Figure.canonical("\(abs(count))")) }

  mutating func learn(_ money: Money) { learn(text: money.text) }

  mutating func learn(_ moment: Timestamp) {
    let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    for part in [parts.year, parts.month, parts.day, parts.hour, parts.minute] { part.map { learn($0) } }
    learn((parts.hour ?? 0) % 12 == 0 ? 12 : (parts.hour ?? 0) % 12)
  }

  mutating func learn(_ store: Store) {
    let settings = store.settings
    learn(settings.about, settings.address, settings.hoursText, settings.phone, settings.email, settings.website)
    learn(settings.deliveryText, settings.returnsText, settings.paymentText, store.name)
    for place in settings.places ?? [] { learn(place.name, place.address, place.phone) }
    learn(Money(minorUnits: settings.deliveryFeeMinor, currency: store.currency))
    if let free = settings.freeDeliveryFromMinor { learn(Money(minorUnits: free, currency: store.currency)) }
    for intervals in (settings.openingHours ?? [:]).values {
      for minute in intervals.flatMap({ [$0.opensMinute, $0.closesMinute] }) {
        learn(minute / 60)
        learn((minute / 60 + 11) % 12 + 1)
        learn(minute % 60)
      }
    }
  }

  mutating func learn(_ product: Product) {
    learn(product.title, product.description, product.brand, product.categoryPath.joined(separator: " "))
    learn(product.tags.joined(separator: " "), product.link, product.optionNames.joined(separator: " "))
    for (name, value) in product.attributes { learn(name, value) }
    for variant in product.variants {
      learn(variant.sku, variant.optionText)
      learn(variant.price)
      if let before = variant.compareAtPrice { learn(before) }
      if let left = variant.available { learn(left) }
      for item in product.bundles[variant.id]?.items ?? [] { for part in item.choices { learn(part.quantity) } }
    }
  }

  /// A cart with all that can be added up of it.
  mutating func learn(_ cart: Cart, _ products: [ProductID: Product], _ store: Store) {
    var goods = Money.zero(store.currency)
    for line in cart.lines {
      learn(line.quantity)
      guard let price = products[line.productID]?.variant(line.variantID)?.price else { continue }
      learn(price * line.quantity)
      for count in counts where count <= Cart.maximumQuantity { learn(price * count) }
      goods = goods + price * line.quantity
    }
    learn(cart.pieceCount)
    learn(cart.lines.count)
    learn(goods)
    learn(goods + Money(minorUnits: store.settings.deliveryFeeMinor, currency: store.currency))
    if let free = store.settings.freeDeliveryFromMinor, free > goods.minorUnits {
      learn(Money(minorUnits: free - goods.minorUnits, currency: store.currency))
    }
  }

  mutating func learn(_ order: Order) {
    learn(text: order.number)
    learn(order.total)
    learn(order.delivery.address, order.delivery.recipientName)
    // What was paid for all that came back, less what went back already.
    let back = order.lines.reduce(Int64(0)) { $0 + $1.worth(of: $1.returned, taxIsInPrices: order.taxIsInPrices) }
    learn(Money(minorUnits: max(0, back - order.refunded.minorUnits), currency: order.total.currency))
    learn(order.createdAt)
    for line in order.lines {
      learn(line.quantity)
      learn(line.unitPrice)
      learn(line.unitPrice * line.quantity)
      for pieces in 1...max(1, line.quantity) {
        let worth = line.worth(of: pieces, taxIsInPrices: order.taxIsInPrices)
        learn(Money(minorUnits: worth, currency: order.total.currency))
      }
      if let count = line.origin?.bundleCount { learn(count) }
    }
    learn(order.lines.count)
    for sum in [order.discount, order.tax, order.deliveryFee, order.paid, order.refunded] { learn(sum) }
    learn(Money(minorUnits: order.paid.minorUnits - order.refunded.minorUnits, currency: order.total.currency))
    // What is still to be paid.
    learn(Money(minorUnits: max(0, order.total.minorUnits - order.paid.minorUnits), currency: order.total.currency))
    learn(order.lines.reduce(0) { $0 + $1.quantity })
    learn(order.lines.reduce(Money.zero(order.total.currency)) { $0 + $1.unitPrice * $1.quantity })
  }

  private mutating func learn(_ texts: String?...) { for case let text? in texts { learn(text: text) } }

  // MARK: What is said

  /// The figures of a text that nobody gave, as they are written.
  ///
  /// How far two amounts are apart that the text tells is given with them: "$22.00 and $34.00, the difference is $12.00".
  func strangers(in text: String) -> [String] {
    let apart = differences(in: text)
    return text.split(separator: "\n").flatMap { line -> [String] in
      let figures = Figure.all(in: String(line))
      return figures.enumerated().filter { index, figure in
        !(index == 0 && isPlace(figure, in: line)) && figure.readings.isDisjoint(with: known)
          && figure.readings.isDisjoint(with: apart)
      }.map(\.element.text)
    }
  }

  private func differences(in text: String) -> Set<String> {
    let amounts = Figure.all(in: text).filter { $0.isAmount && !$0.readings.isDisjoint(with: known) }
    let values = Set(amounts.flatMap { $0.readings.intersection(known).compactMap { Decimal(string: $0) } })
    var apart: Set<String> = []
    for low in values { for high in values where high > low { apart.insert(Figure.canonical("\(high - low)")) } }
    return apart
  }

  private func isPlace(_ figure: Figure, in line: Substring) -> Bool {
    guard let number = Int(figure.text), (1...Self.longestList).contains(number) else { return false }
    return line.drop { $0 == " " }.hasPrefix("\(number). ")
  }
}

/// A run of digits with the points and commas between them.
struct Figure {
  let text: String
  /// Its values, canonical: `1,234.50` is 1234.5; `1.234` may be either.
  let readings: Set<String>

  /// Written with a point or a comma, as prices are.
  var isAmount: Bool { text.contains { $0 == "." || $0 == "," } }

  static func all(in text: String) -> [Figure] {
    var figures: [Figure] = []
    var run = ""
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    func close() {
      while let last = run.last, !isDigit(last) { run.removeLast() }
      if !run.isEmpty { figures.append(Figure(run)) }
      run = ""
    }
    for character in text {
      if isDigit(character) || !run.isEmpty && [".", ","].contains(character) && run.last.map(isDigit) == true {
        run.append(character)
      } else {
        close()
      }
    }
    close()
    return figures
  }

  private init(_ text: String) {
    self.text = text
    let plain = text.replacing(",", with: "")
    let turned = text.replacing(".", with: "").replacing(",", with: ".")
    var readings: Set<String> = []
    for reading in [plain, turned] where reading.count(where: { $0 == "." }) <= 1 {
      readings.insert(Self.canonical(reading))
    }
    // "1,2,3" and versions such as 2.4.1 are several figures.
    if readings.isEmpty { readings = [text] }
    self.readings = readings
  }

  static func canonical(_ number: String) -> String {
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts[0].drop { $0 == "0" }
    var fraction = parts.count > 1 ? parts[1] : ""
    while fraction.last == "0" { fraction.removeLast() }
    return (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
  }
}
