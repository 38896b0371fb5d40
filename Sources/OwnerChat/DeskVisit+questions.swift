import Analytics
import Charts
import Commerce
import Dialogue
import Foundation
import Storage

/// Questions and what follows upon them.
extension DeskVisit {
  /// nil for what asks for no figure: the bot for shoppers has it.
  func asked(_ text: String, isTapped: Bool) async throws -> DeskAnswer? {
    let memory = try await withUnclear(isTapped)
    let previous = memory.isOpen || isTapped ? memory.query : nil
    let (read, names): (ReadQuestion, ShopNames)
    do {
      (read, names) = try await analyst.reading(
        text, names: shopNames(), now: question.now, after: previous,
        told: previous == nil ? nil : memory.told, advice: isAboutTheShop(text) ? advice : nil)
    } catch AnalyticsError.notUnderstood(_, let nearest) {
      return isTapped || isAboutTheShop(text) ? unknown(text, nearest) : nil
    }
    switch isTapped ? .desk : Audience(question, memory: memory).meant(by: read, text) {
    case .shop: return nil
    case .either(let product): return whichOne(text, product)
    case .ownOrShops: return whoseOrders(text)
    case .desk: return try await figures(read, text, names)
    }
  }

  /// What follows while "revenue or units?" is open is of the question that was put, read as revenue.
  private func withUnclear(_ isTapped: Bool) async throws -> DeskMemory {
    guard !isTapped, let asked = memory.unclear else { return memory }
    let before = memory.isOpen ? memory.query : nil
    var memory = memory
    memory.query = try await analyst.reading(asked, names: shopNames(), now: question.now, after: before).read.query
    memory.isOpen = true
    return memory
  }

  /// nil where no language model is configured, or the store uses none.
  private var advice: Analyst.Advice? {
    guard let adviser = parts.adviser else { return nil }
    return Analyst.Advice(adviser: adviser, store: store)
  }

  private func isAboutTheShop(_ text: String) -> Bool {
    let strangers: Set<Intent> = [.unclear, .outOfScope, .help, .aboutShop]
    return parts.files.deskWords.isAboutFigures(text)
      || memory.isOpen && question.shopActs.allSatisfy { strangers.contains($0.intent) }
  }

  private func unknown(_ text: String, _ nearest: [String]) -> DeskAnswer {
    DeskAnswer(
      [
        Reply(
          "owner.unknown", ["words": .text(text)],
          choices: nearest.map { ReplyChoice(.desk($0), .literal($0.prefix(1).uppercased() + $0.dropFirst())) })
      ], memory: memory)
  }

  private func whichOne(_ text: String, _ product: ProductID) -> DeskAnswer {
    DeskAnswer(
      [
        Reply(
          "owner.which",
          choices: [
            ReplyChoice(.desk("only \(text)"), .text("owner.b_figures")),
            ReplyChoice(.product(product), .text("owner.b_buy")),
          ], question: "owner.which")
      ], memory: memory)
  }

  private func whoseOrders(_ text: String) -> DeskAnswer {
    DeskAnswer(
      [
        Reply(
          "owner.whose",
          choices: [
            ReplyChoice(.desk(text), .text("owner.b_shops")),
            ReplyChoice(.act(.listOrders), .text("owner.b_mine")),
          ], question: "owner.whose")
      ], memory: memory)
  }

  // MARK: Answers

  func figures(_ read: ReadQuestion, _ text: String, _ names: ShopNames) async throws -> DeskAnswer {
    if read.query.tellsOfCustomers, !question.role.seesCustomers { return hidden() }
    var read = read
    if read.notes.contains(Analyst.salesNote) {
      guard let meaning = try await kept.meaning(of: Self.sales, for: owner) else { return ambiguous(text) }
      read = Self.settled(read, meaning)
    }
    var memory = memory
    memory.query = read.query
    // What speaks of a row that was told cannot be asked anew by its words.
    let trail = memory.unclear.map { [$0] } ?? memory.trail
    memory.trail = read.isOfTold ? [] : read.isFollowUp ? Array((trail + [text]).suffix(Self.longestTrail)) : [text]
    memory.isOpen = true
    memory.unclear = nil
    let (reply, answer) = try await said(read, names)
    memory.told = AnalyticsTold(answer)
    return DeskAnswer(
      [reply], changes: [.keepQuery(id: answer.receipt.id, question: text, query: answer.query)], memory: memory)
  }

  /// Follow-ups beyond this are a new subject.
  private static let longestTrail = 12

  /// A question as it is answered: figures, picture, receipt, and what may follow.
  func said(_ read: ReadQuestion, _ names: ShopNames) async throws -> (Reply, AnalyticsAnswer) {
    var shown = read
    if read.query.dimensions.isEmpty, !read.asksForChart {
      shown.query = analyst.comparing(read.query, now: question.now)
    }
    let answer = try await analyst.answer(shown, names: names)
    var reply = Reply(
      "owner.answer", ["text": .text(answer.text), "receipt": .text(receipt(answer))],
      choices: followUps(answer))
    // A figure beside the one before it is no picture that anybody waits for.
    if read.asksForChart || question.canShowPictures && !read.query.dimensions.isEmpty {
      reply.picture = try picture(answer, names.currency)
    }
    return (reply, answer)
  }

  /// `2026-10-01 to 2026-11-01 (Europe/Lisbon), 214 rows, q_7k2m`
  private func receipt(_ answer: AnalyticsAnswer) -> String {
    let receipt = answer.receipt
    return "\(receipt.from) to \(receipt.to) (\(receipt.timeZone)), \(receipt.rowsRead) rows, \(receipt.id)"
  }

  /// nil where there is nothing to see, or no cairo.
  func picture(_ answer: AnalyticsAnswer, _ currency: Currency) throws -> OutboundPicture? {
    guard ChartImage.isAvailable, let drawing = ChartDrawing(answer, currency: currency) else { return nil }
    return OutboundPicture(png: Data(try ChartImage.png(drawing)), title: answer.title)
  }

  /// Three at most, which every channel shows as buttons.
  private func followUps(_ answer: AnalyticsAnswer) -> [ReplyChoice] {
    let query = answer.query
    var choices: [ReplyChoice] = []
    if query.comparison != nil, query.metrics == ["revenue"], query.dimensions.isEmpty {
      choices.append(ReplyChoice(.desk("why"), .text("owner.b_why")))
    }
    if query.dimensions.isEmpty {
      choices.append(ReplyChoice(.desk("and by category"), .text("owner.b_category")))
    } else if query.dimensions != ["month"], !query.dimensions.contains("customer") {
      choices.append(ReplyChoice(.desk("and by month"), .text("owner.b_month")))
    }
    choices.append(ReplyChoice(.desk("show me how"), .text("owner.b_how")))
    choices.append(ReplyChoice(.desk("pin this"), .text("owner.b_pin")))
    return Array(choices.prefix(3))
  }

  func hidden() -> DeskAnswer {
    DeskAnswer(
      [
        Reply(
          "owner.no_names", choices: [ReplyChoice(.desk("customers by segment"), .text("owner.b_segments"))])
      ], memory: memory)
  }

  // MARK: "Sales": revenue or units?

  static let sales = "sales"

  private func ambiguous(_ text: String) -> DeskAnswer {
    var memory = memory
    memory.unclear = text
    return DeskAnswer(
      [
        Reply(
          "owner.sales",
          choices: [
            ReplyChoice(.desk("revenue"), .text("owner.b_revenue")),
            ReplyChoice(.desk("units"), .text("owner.b_units")),
          ], question: "owner.sales")
      ], memory: memory)
  }

  /// The answer to it, which holds from then on; nil where nothing was asked, or something else is said.
  func meaning(_ text: String) async throws -> DeskAnswer? {
    guard let asked = memory.unclear else { return nil }
    let words = DeskWords.tokens(text).map { $0.lowercased() }
    let isRevenue = words.contains { ["revenue", "money", "turnover", "value", "amount"].contains($0) }
    let isUnits = words.contains { ["units", "unit", "pieces", "items", "quantity", "number"].contains($0) }
    guard words.count <= 3, isRevenue != isUnits else { return nil }
    let meaning = isRevenue ? "revenue" : "units"
    let (read, names) = try await analyst.reading(
      asked, names: shopNames(), now: question.now, after: memory.isOpen ? memory.query : nil)
    var memory = memory
    (memory.query, memory.trail, memory.isOpen, memory.unclear) = (
      Self.settled(read, meaning).query, [asked], true, nil
    )
    let (reply, answer) = try await said(Self.settled(read, meaning), names)
    memory.told = AnalyticsTold(answer)
    return DeskAnswer(
      [reply],
      changes: [
        .prefer(word: Self.sales, meaning: meaning),
        .keepQuery(id: answer.receipt.id, question: asked, query: answer.query),
      ], memory: memory)
  }

  static func settled(_ read: ReadQuestion, _ meaning: String) -> ReadQuestion {
    var read = read
    read.notes.removeAll { $0 == Analyst.salesNote }
    if meaning == "units" { read.query.metrics = read.query.metrics.map { $0 == "revenue" ? "units" : $0 } }
    return read
  }

  // MARK: Of the last answer

  func drawn() async throws -> DeskAnswer {
    guard let query = memory.query else { return nothingAsked() }
    var (reply, answer) = try await said(ReadQuestion(query: query, asksForChart: true), try await shopNames())
    if reply.picture == nil {
      // One figure is better seen over time.
      var overTime = query
      overTime.dimensions = [Self.grain(query)]
      (overTime.comparison, overTime.descending, overTime.limit, overTime.limitWithin) = (nil, nil, nil, nil)
      overTime.skip = nil
      (reply, answer) = try await said(ReadQuestion(query: overTime, asksForChart: true), try await shopNames())
    }
    var memory = memory
    memory.isOpen = true
    return DeskAnswer(
      [reply],
      changes: [.keepQuery(id: answer.receipt.id, question: memory.trail.joined(separator: "; "), query: answer.query)],
      memory: memory)
  }

  /// The pieces of time in which a period is well seen.
  private static func grain(_ query: AnalyticsQuery) -> String {
    guard let from = query.from else { return "month" }
    let days = (query.to.milliseconds - from.milliseconds) / 86_400_000
    return days <= 45 ? "day" : days <= 120 ? "week" : "month"
  }

  func how() async throws -> DeskAnswer {
    guard let query = memory.query else { return nothingAsked() }
    let answer = try await analyst.answer(ReadQuestion(query: query), names: try await shopNames())
    var memory = memory
    memory.isOpen = true
    let filters = answer.receipt.filters.joined(separator: "; ")
    return DeskAnswer(
      [
        Reply(
          "owner.how",
          [
            "definition": .text(answer.receipt.definition), "receipt": .text(receipt(answer)),
            "filters": .text(filters), "sql": .text(answer.receipt.sql.joined(separator: "\n\n")),
          ])
      ], memory: memory)
  }

  func nothingAsked() -> DeskAnswer { DeskAnswer([Reply("owner.nothing_asked")], memory: memory) }
}

extension PersonRole {
  /// Customers' names are the owner's to see; staff see them in the conversations they answer.
  var seesCustomers: Bool { self == .owner }
}
