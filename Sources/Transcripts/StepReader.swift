import Commerce
import Yams

/// Reads one step of a transcript: its first key says what kind it is.
struct StepReader {
  let file: String

  func step(_ node: Node) throws(TranscriptError) -> TranscriptStep {
    var reader = try MappingReader(node, file: file)
    let user = try reader.text("as")
    let kind = reader.firstKey ?? ""
    let action = try action(kind, &reader)
    try reader.finish()
    let speaks = if case .send = action { true } else if case .tap = action { true } else { false }
    return TranscriptStep(line: reader.line, user: user ?? (speaks ? Transcript.shopper : nil), action: action)
  }

  func cart(_ node: Node) throws(TranscriptError) -> TranscriptStep {
    try step(.init([(Node("cart"), node)], .implicit, .any, node.mark), at: node)
  }

  func orders(_ node: Node) throws(TranscriptError) -> TranscriptStep {
    try step(.init([(Node("orders"), node)], .implicit, .any, node.mark), at: node)
  }

  private func step(_ mapping: Node.Mapping, at node: Node) throws(TranscriptError) -> TranscriptStep {
    var step = try step(.mapping(mapping))
    step.line = node.mark?.line ?? step.line
    return step
  }

  private func action(
    _ kind: String, _ reader: inout MappingReader
  ) throws(TranscriptError) -> TranscriptStep.Action {
    switch kind {
    case "tap": return .tap(try reader.required(kind), .last, times: 1)
    case "tap_old": return .tap(try reader.required(kind), .earlier, times: 1)
    case "double_tap": return .tap(try reader.required(kind), .last, times: 2)
    case "again": return try isTrue(kind, &reader) { .deliverAgain }
    case "silent": return try isTrue(kind, &reader) { .silent }
    case "souk": return .souk(try expectation(&reader))
    case "staff": return .staff(try staff(&reader))
    case "stock": return .stock(try counts(kind, &reader))
    case "price":
      return .prices(
        Dictionary((try reader.pairs(kind) ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    case "withdraw": return .withdraw(try reader.texts(kind) ?? [])
    case "payment":
      let text = try reader.required(kind)
      guard let payment = PaymentStep(rawValue: text) else {
        throw reader.problem(nil, "a payment is one of \(PaymentStep.allCases.map(\.rawValue))")
      }
      return .payment(payment)
    case "later": return .later(try duration(&reader))
    case "at":
      guard let node = reader.node(kind) else { throw unknown(kind, reader) }
      return .clock(try Self.civilTime(node, file: file))
    case "cart": return .cart(try reader.texts(kind) ?? [])
    case "orders": return .orders(try orders(&reader))
    default: return try message(kind, &reader)
    }
  }

  private func message(
    _ kind: String, _ reader: inout MappingReader
  ) throws(TranscriptError) -> TranscriptStep.Action {
    func one(_ message: ShopperMessage) -> TranscriptStep.Action { .send([message], arrival: .oneByOne) }
    switch kind {
    case "shopper":
      let about = try reader.text("about")
      return .send((try reader.texts(kind) ?? []).map { .text($0, about: about) }, arrival: .oneByOne)
    case "piled_up":
      return .send((try reader.texts(kind) ?? []).map { .text($0, about: nil) }, arrival: .together)
    case "media": return one(.media(kind: try reader.required(kind), caption: try reader.text("caption")))
    case "location": return one(try location(&reader))
    case "contact": return one(try contact(&reader))
    case "reaction": return one(.reaction(try reader.required(kind)))
    case "order":
      return one(
        .order(
          try countsInOrder(kind, &reader), note: try reader.text("note"),
          shown: Dictionary(try (reader.pairs("shown") ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })))
    case "edit": return one(.edit(try reader.required(kind)))
    case "revoke": return try isTrue(kind, &reader) { one(.revoke) }
    case "command": return one(.command(try reader.required(kind)))
    case "unsupported": return one(.unsupported(try reader.required(kind)))
    default: throw unknown(kind, reader)
    }
  }

  private func unknown(_ kind: String, _ reader: MappingReader) -> TranscriptError {
    TranscriptError(file: file, line: reader.line, reason: "'\(kind)' is no step; the README lists them")
  }

  private func isTrue(
    _ kind: String, _ reader: inout MappingReader, _ action: () -> TranscriptStep.Action
  ) throws(TranscriptError) -> TranscriptStep.Action {
    guard try reader.required(kind) == "true" else { throw reader.problem(nil, "write '\(kind): true'") }
    return action()
  }

  private func expectation(_ reader: inout MappingReader) throws(TranscriptError) -> SoukExpectation {
    SoukExpectation(
      shown: try patterns("souk", &reader), absent: try patterns("not", &reader),
      offered: try reader.texts("offers") ?? [], mostMessages: try reader.whole("messages"),
      picture: try reader.text("picture").map { $0 == "true" })
  }

  private func patterns(_ key: String, _ reader: inout MappingReader) throws(TranscriptError) -> [ShownPattern] {
    var patterns: [ShownPattern] = []
    for text in try reader.texts(key) ?? [] {
      do {
        patterns.append(try ShownPattern(text))
      } catch {
        throw reader.problem(nil, "\(text) is no regular expression: \(error)")
      }
    }
    return patterns
  }

  private func location(_ reader: inout MappingReader) throws(TranscriptError) -> ShopperMessage {
    let place = try reader.texts("location") ?? []
    guard place.count == 2, let latitude = Double(place[0]), let longitude = Double(place[1]) else {
      throw reader.problem(nil, "'location' is [latitude, longitude]")
    }
    return .location(
      latitude: latitude, longitude: longitude, name: try reader.text("name"), address: try reader.text("address"))
  }

  private func contact(_ reader: inout MappingReader) throws(TranscriptError) -> ShopperMessage {
    let isOwn = try reader.text("own") == "true"
    return .contact(name: try reader.required("contact"), phone: try reader.text("phone"), isOwn: isOwn)
  }

  private func staff(_ reader: inout MappingReader) throws(TranscriptError) -> StaffStep {
    let text = try reader.required("staff")
    switch text {
    case "take over": return .takeOver
    case "hand back": return .handBack
    default:
      let states = OrderState.allCases.map(\.rawValue)
      guard text.hasPrefix("order "), let state = OrderState(rawValue: String(text.dropFirst(6))) else {
        throw reader.problem(nil, "staff 'take over', 'hand back', or 'order' and one of \(states)")
      }
      return .moveOrder(state)
    }
  }

  private func countsInOrder(
    _ key: String, _ reader: inout MappingReader
  ) throws(TranscriptError) -> [(sku: String, quantity: Int)] {
    var counts: [(String, Int)] = []
    for pair in try reader.pairs(key) ?? [] {
      guard let count = Int(pair.value) else { throw reader.problem(pair.node, "'\(pair.value)' is no whole number") }
      counts.append((pair.key, count))
    }
    return counts
  }

  private func counts(_ key: String, _ reader: inout MappingReader) throws(TranscriptError) -> [String: Int] {
    Dictionary(try countsInOrder(key, &reader).map { ($0.sku, $0.quantity) }, uniquingKeysWith: { $1 })
  }

  /// `90s`, `30m`, `2h`, `3d`.
  private func duration(_ reader: inout MappingReader) throws(TranscriptError) -> Int64 {
    let text = try reader.required("later")
    let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0 else {
      throw reader.problem(nil, "'later' is written like 90s, 30m, 2h or 3d")
    }
    return count * unit
  }

  static func civilTime(_ node: Node, file: String) throws(TranscriptError) -> CivilTime {
    let parts = (node.scalar?.string ?? "").split(separator: " ").map(String.init)
    guard parts.count == 2, parts[0].split(separator: "-").count == 3, parts[1].split(separator: ":").count == 2
    else { throw TranscriptError(file: file, node: node, reason: "a time is written like 2026-03-02 10:00") }
    return CivilTime(date: parts[0], time: parts[1])
  }

  private func orders(_ reader: inout MappingReader) throws(TranscriptError) -> [ExpectedOrder] {
    var orders: [ExpectedOrder] = []
    for node in try reader.list("orders") ?? [] {
      var entry = try MappingReader(node, file: file)
      let items = entry.node("items") == nil ? nil : try counts("items", &entry)
      orders.append(
        ExpectedOrder(
          status: try entry.text("status"), total: try entry.text("total"),
          items: items, name: try entry.text("name"), fulfilment: try entry.text("fulfilment"),
          address: try entry.text("address"), user: try entry.text("by")))
      try entry.finish()
    }
    return orders
  }
}
