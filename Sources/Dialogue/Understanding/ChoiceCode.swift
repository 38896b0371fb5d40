import Commerce

/// What a button or list row does when tapped, written into its id so that it means the same however late it is
/// tapped. At most 64 bytes (Telegram's `callback_data`).
package enum ChoiceCode: Hashable, Sendable {
  /// Show a product, or take it where one was being chosen.
  case product(ProductID)
  /// Put one of a variant into the cart.
  case add(VariantID)
  /// Put one of a product into the cart; its variant is asked for where it has several.
  case addProduct(ProductID)
  /// An option's value while a variant is being chosen.
  case option(String)
  /// Do what the intent says.
  case act(Intent)
  case fulfilment(Fulfilment)
  case payment(PaymentPhrase)
  /// So many pieces of what is being talked about.
  case quantity(Int)
  case category(String)
  /// Go on in a language, by its code.
  case language(String)
  case order(Intent, String)
  /// What follows upon an answer of the desk, as an owner would write it.
  case desk(String)

  package var id: String {
    switch self {
    case .product(let product): "p:" + Base32.encode(product.rawValue)
    case .add(let variant): "a:" + Base32.encode(variant.rawValue)
    case .addProduct(let product): "b:" + Base32.encode(product.rawValue)
    case .option(let value): "o:" + Self.cut(value)
    case .act(let intent): "i:" + intent.rawValue
    case .fulfilment(let fulfilment): "f:" + fulfilment.rawValue
    case .payment(let payment): "m:" + payment.rawValue
    case .quantity(let count): "q:\(count)"
    case .category(let name): "c:" + Self.cut(name)
    case .language(let code): "l:" + Self.cut(code)
    case .order(let intent, let number): "n:" + intent.rawValue + ":" + Self.cut(number)
    case .desk(let words): "d:" + Self.cut(words)
    }
  }

  /// nil for an id that is not ours (an older version's, or another bot's).
  package init?(id: String) {
    guard id.utf8.count > 2, id.dropFirst().first == ":" else { return nil }
    let value = id.dropFirst(2)
    switch id.first {
    case "p": self.init(Base32.decode(value).map { .product(ProductID($0)) })
    case "a": self.init(Base32.decode(value).map { .add(VariantID($0)) })
    case "b": self.init(Base32.decode(value).map { .addProduct(ProductID($0)) })
    case "o": self = .option(String(value))
    case "i": self = .act(Intent(rawValue: String(value)))
    case "f": self.init(Fulfilment(rawValue: String(value)).map { .fulfilment($0) })
    case "m": self.init(PaymentPhrase(rawValue: String(value)).map { .payment($0) })
    case "q": self.init(Int(value).map { .quantity($0) })
    case "c": self = .category(String(value))
    case "l": self = .language(String(value))
    case "d": self = .desk(String(value))
    case "n":
      let parts = value.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      self = .order(Intent(rawValue: String(parts[0])), String(parts[1]))
    default: return nil
    }
  }

  private init?(_ code: ChoiceCode?) {
    guard let code else { return nil }
    self = code
  }

  /// Cut at a character so that the whole id keeps within its bytes.
  private static func cut(_ text: String) -> String {
    var out = ""
    for character in text {
      guard out.utf8.count + character.utf8.count <= 40 else { break }
      out.append(character)
    }
    return out
  }

  /// The act that a tap on it is.
  package func act(title: String, source: ActSource) -> Act {
    switch self {
    case .product(let id):
      Act(.pick, source: source, text: title, items: [ItemPhrase(candidates: [id], linkConfidence: 1, words: title)])
    case .add(let id):
      Act(.add, source: source, text: title, items: [ItemPhrase(variant: id, words: title)])
    case .addProduct(let id):
      Act(.add, source: source, text: title, items: [ItemPhrase(candidates: [id], linkConfidence: 1, words: title)])
    case .option(let value):
      Act(.pick, source: source, text: title, items: [ItemPhrase(attributes: [AttributeFilter(value: value)])])
    case .act(let intent): Act(intent, source: source, text: title)
    case .fulfilment(let fulfilment):
      Act(.inform, source: source, text: title, facts: Facts(fulfilment: fulfilment))
    case .payment(let payment): Act(.inform, source: source, text: title, facts: Facts(payment: payment))
    case .quantity(let count):
      Act(.changeQuantity, source: source, text: title, items: [ItemPhrase(quantity: QuantityPhrase(.count(count)))])
    case .language(let code): Act(.setLanguage, source: source, text: title, items: [ItemPhrase(words: code)])
    case .category(let name): Act(.find, source: source, text: title, items: [ItemPhrase(category: name, words: name)])
    case .desk(let words): Act(.askFigures, source: source, text: words)
    case .order(let intent, let number):
      Act(intent, source: source, text: title, facts: Facts(orderNumber: number))
    }
  }
}
