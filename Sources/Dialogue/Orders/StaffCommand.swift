import Commerce

/// What staff write to move an order: a verb and a number, in either order, and what belongs to it.
///
///     mark 1042 shipped UPS 1Z999AA10123456784      ship 1042 2 lanterns DHL 4711      pack 1042
///     refund 1042      refund 1042 12.50      return 1042 1 tent      cancel 1042      mark 1042 paid
///     address 1042: 12 Main Street, Durango
package struct StaffCommand: Hashable, Sendable {
  package var number: String
  package var action: OrderAction

  private enum Verb { case confirm, pay, pack, ship, ready, deliver, cancel, refund, takeBack }

  private static let verbs: [String: Verb] = [
    "confirm": .confirm, "confirmed": .confirm, "paid": .pay, "pack": .pack, "packed": .pack, "ship": .ship,
    "shipped": .ship, "send": .ship, "sent": .ship, "dispatch": .ship, "dispatched": .ship, "ready": .ready,
    "deliver": .deliver, "delivered": .deliver, "collected": .deliver, "cancel": .cancel, "cancelled": .cancel,
    "canceled": .cancel, "refund": .refund, "refunded": .refund, "return": .takeBack, "returned": .takeBack,
    "restock": .takeBack,
  ]
  private static let small: Set<String> = [
    "mark", "set", "as", "order", "please", "is", "has", "been", "the", "for", "pickup", "of", "from", "with", "by",
    "via", "and", "no", "number", "was", "partly", "tracking",
  ]
  static let carriers: Set<String> = ["ups", "fedex", "usps", "dhl", "dpd", "gls", "hermes", "jne", "jnt", "sicepat"]
  private static let mostWords = 24

  /// nil for what is no such command.
  package init?(_ text: String, currency: Currency) {
    if let change = Self.address(text) {
      (number, action) = change
      return
    }
    let words = text.split { $0.isWhitespace || $0 == "," }.map { Self.trimmed($0) }.filter { !$0.isEmpty }
    guard (2...Self.mostWords).contains(words.count) else { return nil }
    let lower = words.map { $0.lowercased() }
    // It begins like a command, so that a shopper's story that has a number in it is none.
    let opens = lower.prefix(2).contains { Self.verbs[$0] != nil || ["mark", "set", "order"].contains($0) }
    guard opens, let verbIndex = lower.firstIndex(where: { Self.verbs[$0] != nil }),
      let verb = Self.verbs[lower[verbIndex]],
      let numberIndex = lower.firstIndex(where: Self.isNumber)
    else { return nil }
    number = words[numberIndex].filter { $0 != "#" }
    let rest = words.indices.filter { $0 != verbIndex && $0 != numberIndex && !Self.small.contains(lower[$0]) }
      .map { words[$0] }
    guard let action = Self.action(verb, rest, currency) else { return nil }
    self.action = action
  }

  /// Words that may stand around the order's number and before its new address.
  private static let aroundAddress: Set<String> = [
    "change", "set", "the", "address", "of", "for", "order", "to", "is", "new", "now", "delivery",
  ]
  private static let longestAddress = 300

  /// "change the address of 1042 to 12 Main Street, Durango": as it is written, commas included.
  private static func address(_ text: String) -> (String, OrderAction)? {
    var rest = text[...]
    var number: String?
    var isAddress = false
    while let word = rest.split(maxSplits: 1, whereSeparator: \.isWhitespace).first {
      let plain = trimmed(word)
      if number == nil, isNumber(plain) {
        number = plain.filter { $0 != "#" }
      } else if aroundAddress.contains(plain.lowercased()) {
        isAddress = isAddress || plain.lowercased() == "address"
      } else {
        break
      }
      rest = rest[word.endIndex...]
    }
    let address = rest.drop { $0.isWhitespace || $0 == ":" }
    guard let number, isAddress, address.count <= longestAddress, address.contains(where: \.isLetter) else {
      return nil
    }
    return (number, .changeAddress(String(address)))
  }

  private static func action(_ verb: Verb, _ rest: [String], _ currency: Currency) -> OrderAction? {
    switch verb {
    case .ship:
      let (note, items) = shipment(rest)
      return .ship(note, picks(items))
    case .takeBack: return .takeBack(picks(rest))
    case .refund: return refund(rest, currency)
    default: break
    }
    guard rest.isEmpty else { return nil }
    switch verb {
    case .confirm: return .confirm
    case .pay: return .markPaid
    case .pack: return .pack
    case .ready: return .readyForPickup
    case .deliver: return .deliver
    default: return .cancel
    }
  }

  private static func refund(_ rest: [String], _ currency: Currency) -> OrderAction? {
    let words = rest.filter { !["all", "everything", "full", "fully"].contains($0.lowercased()) }
    guard let sum = words.first else { return .refund(amountMinor: nil) }
    let digits = sum.filter { $0.isNumber || $0 == "." || $0 == "," }
    guard words.count <= 2, let money = Money(decimal: digits, currency: currency), money.minorUnits > 0 else {
      return nil
    }
    return .refund(amountMinor: money.minorUnits)
  }

  /// A carrier's name, the word after it, or a word that only a tracking number can be.
  private static func shipment(_ rest: [String]) -> (ShipmentNote, [String]) {
    var note = ShipmentNote()
    var items = rest
    if let index = items.firstIndex(where: { carriers.contains($0.lowercased()) }) {
      note.carrier = items.remove(at: index).uppercased()
      if index < items.count, items[index].contains(where: \.isNumber) { note.trackingNumber = items.remove(at: index) }
    }
    if note.trackingNumber == nil, let index = items.firstIndex(where: isTracking) {
      note.trackingNumber = items.remove(at: index)
    }
    return (note, items)
  }

  private static func isTracking(_ word: String) -> Bool {
    word.count >= 8 && word.filter(\.isNumber).count >= 4
      && word.allSatisfy { $0.isNumber || $0.isUppercase || $0 == "-" }
  }

  /// `2 lanterns 1 tent` is two picks; words without a number are one.
  static func picks(_ words: [String]) -> [LinePick] {
    var picks: [LinePick] = []
    var current = LinePick(words: "")
    for word in words where !["all", "everything", "rest", "x", "×"].contains(word.lowercased()) {
      if let count = Int(word), count > 0, count < 1_000 {
        if !current.words.isEmpty { picks.append(current) }
        current = LinePick(words: "", quantity: count)
      } else {
        current.words += (current.words.isEmpty ? "" : " ") + word
      }
    }
    if !current.words.isEmpty { picks.append(current) }
    return picks
  }

  static func isNumber(_ word: String) -> Bool {
    let digits = word.drop { $0 == "#" }
    return digits.count >= 3 && digits.last?.isNumber == true
      && digits.allSatisfy { $0.isNumber || $0.isUppercase || $0 == "-" } && digits.contains(where: \.isNumber)
  }

  private static func trimmed(_ word: Substring) -> String {
    let ends: Set<Character> = [".", "!", "?", ":", ";", "\"", "(", ")"]
    return String(word.drop { ends.contains($0) }.reversed().drop { ends.contains($0) }.reversed())
  }
}
