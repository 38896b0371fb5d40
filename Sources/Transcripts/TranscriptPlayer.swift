import Commerce
import Dialogue
import Foundation
import Storage

/// Plays a transcript step by step and writes down how it went.
struct TranscriptPlayer {
  let transcript: Transcript
  let channelName: TranscriptChannel
  let world: ShopWorld
  var log = ChatLog()

  var cast: Cast
  var current = Transcript.shopper
  /// What came since somebody last acted, by user.
  var latest: [String: [ShownMessage]] = [:]
  /// Everything tappable before that, newest first, by user.
  private var earlier: [String: [ShownChoice]] = [:]
  private var lastBody: [InboundMessage] = []
  private var isBroken = false
  /// Every figure that anybody has given.
  var ledger: FactLedger

  /// From one step of a shopper to the next.
  private static let pauseMilliseconds: Int64 = 20_000
  /// Between the messages of a burst.
  private static let burstGapMilliseconds: Int64 = 400

  init(_ transcript: Transcript, on channel: TranscriptChannel, in world: ShopWorld) {
    self.transcript = transcript
    channelName = channel
    self.world = world
    cast = Cast(channel: channel, account: world.account, profile: transcript.profile)
    ledger = FactLedger(timeZone: world.store.timeZone)
    ledger.learn(text: world.wording)
  }

  mutating func play() async throws {
    for (user, role) in transcript.money.team {
      cast.join(user)
      try await world.scope.staff.set(role, for: cast.identity(of: user))
    }
    for (code, role) in transcript.money.codes {
      guard let code = StaffCode(in: code) else { continue }
      try await world.scope.staff.add(code, role: role, name: nil, minutes: 15, by: "transcript")
    }
    for step in transcript.steps where !isBroken {
      if let user = step.user { current = user }
      try await play(step)
    }
  }

  private mutating func play(_ step: TranscriptStep) async throws {
    let line = step.line
    switch step.action {
    case .send(let messages, let arrival): try await send(messages, arrival, line)
    case .tap(let title, let place, let times): try await tap(title, place, times, line)
    case .deliverAgain:
      log.say("channel", "delivers that again", line: line)
      begin()
      try await deliver(lastBody, line)
    case .souk(let expectation): check(expectation, line)
    case .silent:
      let messages = latest[current] ?? []
      if !messages.isEmpty { log.fail("nothing should have come", line: line) }
    case .staff(let what): try await staff(what, line)
    case .stock, .prices, .withdraw: try await changeGoods(step.action, line)
    case .later(let milliseconds):
      log.say("", "(later)", line: line)
      world.clock.advance(milliseconds)
      if world.money.provider != nil || !world.money.team.isEmpty {
        begin()
        try await workAndHear(line)
      }
    case .payment(let what):
      log.say("provider", what.rawValue, line: line)
      begin()
      if let problem = try await world.pay(what) { log.fail(problem, line: line) }
      try await workAndHear(line)
    case .clock(let time): world.clock.set(try world.shop.moment(time))
    case .cart(let expected): try await check(cart: expected, line)
    case .orders(let expected): try await check(orders: expected, line)
    }
  }

  // MARK: Shoppers

  private mutating func begin() {
    world.clock.advance(Self.pauseMilliseconds)
    earlier[current, default: []].insert(contentsOf: (latest[current] ?? []).flatMap(\.choices), at: 0)
    latest = [:]
  }

  private mutating func send(
    _ messages: [ShopperMessage], _ arrival: TranscriptStep.Arrival, _ line: Int
  ) async throws {
    begin()
    var bodies: [InboundMessage] = []
    for message in messages {
      log.say(current, message.text, line: line)
      bodies.append(
        cast.message(
          message.content(on: channelName, lastID: cast.lastMessageID(of: current)), by: current, at: world.clock.now,
          about: message.sku))
    }
    switch arrival {
    case .together: try await deliver(bodies, line)
    case .oneByOne:
      for (index, body) in bodies.enumerated() {
        if index > 0 { world.clock.advance(Self.burstGapMilliseconds) }
        var timely = body
        timely.sentAt = world.clock.now
        try await deliver([timely], line, settling: index == bodies.count - 1)
      }
    }
  }

  private mutating func tap(
    _ title: String, _ place: TranscriptStep.Place, _ times: Int, _ line: Int
  ) async throws {
    let offered = place == .last ? (latest[current] ?? []).flatMap(\.choices).reversed() : earlier[current] ?? []
    log.say(current, String(repeating: "taps [\(title)] ", count: times), line: line)
    guard let choice = offered.first(where: { $0.isExactly(title) }) ?? offered.last(where: { $0.isCalled(title) })
    else {
      isBroken = true
      return log.fail("there is nothing called \"\(title)\" to tap; the rest was not played", line: line)
    }
    begin()
    let bodies = (0..<times).map { _ in cast.message(choice.answer, by: current, at: world.clock.now) }
    try await deliver(bodies, line)
  }

  private mutating func deliver(_ messages: [InboundMessage], _ line: Int, settling: Bool = true) async throws {
    lastBody = messages
    for message in messages {
      ledger.learn(said: "\(message.content) \(message.sender.name ?? "")")
      if case .order(let items, _) = message.content { items.compactMap(\.shownPrice).forEach { ledger.learn($0) } }
      if case .location(let latitude, let longitude, _, _) = message.content { learnDistances(latitude, longitude) }
    }
    try await readFacts()
    try await world.receive(messages)
    if settling { try await world.settle() }
    try await world.work()
    try await readFacts()
    try await hear(line)
  }

  /// What was due is done, and what came of it is heard.
  private mutating func workAndHear(_ line: Int) async throws {
    try await world.work()
    try await readFacts()
    try await hear(line)
  }

  private mutating func hear(_ line: Int) async throws {
    for item in try await world.sent() {
      let message = world.stage.shown(item.call)
      latest[cast.user(in: item.chat), default: []].append(message)
      log.reply(message)
      for breach in message.breaches + UnfinishedText.found(in: message) + invented(in: message) {
        log.fail(breach, line: line)
      }
    }
    for trace in world.notebook.takeTraces() { log.trace(TraceLine.text(of: trace)) }
    for failure in world.notebook.takeFailures() { log.fail(failure, line: line) }
  }

  // MARK: The shop's side

  private mutating func staff(_ step: StaffStep, _ line: Int) async throws {
    log.say("staff", "\(step)", line: line)
    switch step {
    case .moveOrder(let state):
      guard let order = try await world.scope.orders.list(limit: 1).first else {
        return log.fail("there is no order to move", line: line)
      }
      _ = try await world.scope.orders.move(number: order.number, to: state, who: "staff", why: "transcript")
      if !transcript.money.isEmpty {
        begin()
        try await workAndHear(line)
      }
    case .takeOver, .handBack:
      let chat = cast.chat(of: current)
      let conversations = try await world.scope.conversations.list(limit: 16)
      guard let conversation = conversations.first(where: { $0.chat == chat }) else {
        return log.fail("\(current) has no conversation yet", line: line)
      }
      let id = conversation.key.conversationID
      if case .takeOver = step {
        try await world.scope.conversations.handOver(id, reason: "transcript")
      } else {
        try await world.scope.conversations.handBack(id, by: "staff")
      }
    }
  }

  private mutating func changeGoods(_ action: TranscriptStep.Action, _ line: Int) async throws {
    let goods = Goods(scope: world.scope, currency: world.store.currency)
    do {
      switch action {
      case .stock(let counts): for (sku, count) in counts { try await goods.setStock(sku, count) }
      case .prices(let prices): for (sku, price) in prices { try await goods.setPrice(sku, price) }
      case .withdraw(let skus): for sku in skus { try await goods.withdraw(sku) }
      default: break
      }
      log.say("shop", "\(action)", line: line)
      if !transcript.money.isEmpty {
        begin()
        try await workAndHear(line)
      }
    } catch let error as TranscriptError {
      log.fail(error.reason, line: line)
    }
  }
}

/// Signs that a text was not finished when it was sent.
private enum UnfinishedText {
  static func found(in message: ShownMessage) -> [String] {
    var found: [String] = []
    let text = message.text
    if ShownText.folded(text).isEmpty { found.append("an empty message") }
    for sign in ["{{", "}}", "Optional(", "ord_", "prd_", "var_"] where text.contains(sign) {
      found.append("\"\(sign)\" in a text for shoppers")
    }
    if text.contains("something went wrong on our side") { found.append("the apology for a failed turn") }
    return found
  }
}
