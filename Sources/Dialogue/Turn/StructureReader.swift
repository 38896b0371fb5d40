import Commerce

/// The first layer of understanding: what needs no language because the channel says it outright.
struct StructureReader {
  let interpreter: Interpreter

  /// - Parameter isWaiting: a workflow waits for an answer, so that "stop" means that and not the shop's messages.
  func understand(_ message: InboundMessage, in scene: Scene, isWaiting: Bool, isOptedOut: Bool) -> Understanding {
    switch message.content {
    case .text(let text):
      if let consent = Self.consent(text, isWaiting: isWaiting, isOptedOut: isOptedOut) { return one(consent) }
      if text.utf8.contains(where: { $0 >= 0x80 }), Self.nods.contains(text.filter { !$0.isWhitespace }) {
        return one(Act(.confirm, source: .structure, text: text))
      }
      if let code = StaffCode(in: text) { return one(Act(.linkStaff, source: .structure, text: code.text)) }
      if let sale = CounterPhrase(text, in: scene)?.act(interpreter) { return one(sale) }
      if scene.standing.role.isStaff, let exchange = ExchangePhrase(text)?.act(interpreter, in: scene) {
        return one(exchange)
      }
      let phrases = OrderPhrases(
        scene: scene, own: interpreter.grammar.orders, acts: interpreter.grammar.acts)
      if let act = phrases.act(text) { return one(act) }
      return interpreter.interpret(text, in: scene)
    case .choice(let id, let title):
      if let code = ChoiceCode(id: id) { return one(code.act(title: title, source: .structure)) }
      if title.allSatisfy(\.isWhitespace) { return one(Act(.unclear, source: .structure)) }
      return interpreter.interpret(title, in: scene)
    case .command(let name, let arguments): return command(name, arguments, in: scene)
    case .order(let items, let note): return one(order(items, note: note, in: scene))
    case .location(let latitude, let longitude, let name, let address):
      return one(location(latitude, longitude, [name, address].compactMap { $0 }, in: scene))
    case .contact(let name, let phone, let isSender): return one(contact(name, phone, isSender: isSender))
    case .media(let media):
      if let caption = media.caption, !caption.isEmpty { return interpreter.interpret(caption, in: scene) }
      return one(Act(.attachment, source: .structure, text: media.kind.rawValue))
    case .unsupported(let kind): return one(Act(.attachment, source: .structure, text: kind))
    case .edit(_, let text): return one(Act("edit", source: .structure, text: text))
    case .system(OrderNotice.messageKind, let payload):
      return one(Act(.orderNotice, source: .structure, text: payload))
    case .system(let kind, let payload): return one(Act(.result(ofJobs: kind), source: .structure, text: payload))
    case .reaction, .revoke: return Understanding(acts: [], notes: ["structure: nothing to answer"])
    }
  }

  private static let nods: Set<String> = ["👍", "👍🏻", "👍🏼", "👍🏽", "👍🏾", "👍🏿", "✅", "👌", "🆗", "✔️", "👍👍"]

  private func one(_ act: Act) -> Understanding { Understanding(acts: [act], notes: ["structure: \(act.intent)"]) }

  /// In bytes; no word of consent comes near it, whatever stands behind it.
  private static let longestConsent = 64

  /// The words that carriers and channels agree on, alone in a message.
  static func consent(_ text: String, isWaiting: Bool, isOptedOut: Bool) -> Act? {
    guard text.utf8.count <= Self.longestConsent else { return nil }
    let word = text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace && $0 != "." && $0 != "!" }
    guard text.count <= word.count + 2 else { return nil }
    let isCapital = word == word.uppercased()
    switch word.lowercased() {
    case "stop" where isCapital || !isWaiting, "unsubscribe", "stopall", "optout":
      return Act(.optOut, source: .structure, text: text)
    case "start" where isOptedOut || isCapital, "unstop", "resubscribe":
      return Act(isOptedOut ? .optIn : .greet, source: .structure, text: text)
    default: return nil
    }
  }

  private static let commands: [String: Intent] = [
    "start": .greet, "help": .help, "cart": .viewCart, "basket": .viewCart, "shop": .browse, "menu": .browse,
    "products": .browse, "catalog": .browse, "orders": .listOrders, "status": .orderStatus, "track": .orderStatus,
    "checkout": .checkout, "cancel": .stop, "stop": .stop, "human": .human, "reorder": .reorder, "clear": .emptyCart,
    "hours": .askHours,
  ]

  private func command(_ name: String, _ arguments: String, in scene: Scene) -> Understanding {
    if let code = StaffCode(in: arguments) {
      return one(Act(.linkStaff, source: .structure, text: code.text))
    }
    if name == "language" || name == "lang" {
      return one(Act(.setLanguage, source: .structure, text: "/" + name, items: [ItemPhrase(words: arguments)]))
    }
    if let intent = Self.commands[name], arguments.isEmpty || name == "start" {
      if name == "start", let product = scene.catalog.product(sku: arguments) {
        return one(
          Act(
            .details, source: .structure, text: arguments,
            items: [ItemPhrase(candidates: [product.id], linkConfidence: 1, words: product.title)]))
      }
      return one(Act(intent, source: .structure, text: "/" + name))
    }
    return interpreter.interpret(arguments.isEmpty ? name : "\(name) \(arguments)", in: scene)
  }

  /// A catalogue cart: its prices are the client's, and only compared with the shop's.
  private func order(_ items: [OrderedItem], note: String?, in scene: Scene) -> Act {
    let phrases = items.map { item -> ItemPhrase in
      let product = scene.catalog.product(sku: item.sku)
      let variant = product?.variants.first { $0.sku == item.sku }
      let value: QuantityPhrase.Value =
        item.quantity > 0 && item.quantity < 100_000 ? .count(item.quantity) : .impossible("\(item.quantity)")
      var phrase = ItemPhrase(
        quantity: QuantityPhrase(value), candidates: product.map { [$0.id] } ?? [],
        linkConfidence: product == nil ? 0 : 1,
        variant: variant?.id, words: product?.title ?? item.sku)
      phrase.shownPrice = item.shownPrice
      return phrase
    }
    return Act(.add, source: .structure, text: note ?? "", items: phrases, facts: Facts(note: note))
  }

  private func location(_ latitude: Double, _ longitude: Double, _ names: [String], in scene: Scene) -> Act {
    guard scene.expectation == .address || scene.expectation == .fulfilment else {
      return Act(.nearestPlace, source: .structure, text: "\(latitude),\(longitude)")
    }
    let place = names.isEmpty ? "\(latitude), \(longitude)" : names.joined(separator: ", ")
    return Act(.inform, source: .structure, text: place, facts: Facts(fulfilment: .delivery, address: place))
  }

  private func contact(_ name: String, _ phone: String?, isSender: Bool) -> Act {
    guard isSender, let phone else { return Act(.attachment, source: .structure, text: "contact") }
    return Act(.inform, source: .structure, text: name, facts: Facts(name: name, phone: phone))
  }
}
