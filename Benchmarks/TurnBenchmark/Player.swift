import Channels
import Commerce
import Dialogue
import Language
import Search
import Storage

/// Plays the conversations through a shop, each message the whole way, and takes the time of each step.
struct Player {
  let shop: Shop
  private(set) var samples = Samples()
  private(set) var messages = 0
  private var shoppers = 0

  init(shop: Shop) { self.shop = shop }

  /// - Parameter seconds: of wall time; the round under way is played to its end.
  mutating func play(_ talk: Talk, forSeconds seconds: Double) async throws {
    try await round(talk)
    // The first round fills caches and is left out.
    samples = Samples()
    messages = 0
    let end = ProcessorClock.wall() + seconds * 1e6
    repeat { try await round(talk) } while ProcessorClock.wall() < end
  }

  private mutating func round(_ talk: Talk) async throws {
    for conversation in talk.conversations {
      shoppers += 1
      for (place, text) in conversation.enumerated() {
        try await play(text, from: "1555\(1_000_000 + shoppers)", id: "wamid.\(shoppers).\(place)")
        messages += 1
      }
    }
  }

  private mutating func play(_ text: String, from shopper: String, id: String) async throws {
    let shop = shop
    let request = try WebhookBody.text(text, from: shopper, id: id, account: shop.account.externalID)
    _ = await samples.measureAcrossThreads(.decode) { await shop.whatsApp.receive(request) }
    guard let batch = shop.desk.take() else { throw BenchmarkError.notTaken(text) }
    let keys = try await samples.measureAcrossThreads(.receive) { try await shop.storage.inbox.receive(batch) }
    guard let key = keys.first else { throw BenchmarkError.notTaken(text) }
    let begun = try await samples.measureAcrossThreads(.begin) {
      try await shop.storage.turns.begin(
        key, owner: Shop.owner, leaseMilliseconds: 30_000,
        knownCatalogSequence: { shop.search.snapshot(of: $0)?.sequence })
    }
    guard let input = begun else { throw BenchmarkError.notTaken(text) }
    // A refused claim is no failure here, but its turn is left out: it would be run again.
    guard try await turn(input, text: text) else { return }
    try await samples.measureAcrossThreads(.settle) { try await Self.settle(shop) }
  }

  private mutating func turn(_ input: TurnInput, text: String) async throws -> Bool {
    let shop = shop
    let answer = try samples.measure(.decide) { try shop.engine.handle(input, on: shop.whatsApp) }
    guard case .turn(let result) = answer else { throw BenchmarkError.notTaken(text) }
    parts(of: input, text: text)
    _ = try samples.measure(.renderWhatsApp) { try result.render(CommittedFacts()) }
    for other in shop.others {
      guard case .turn(let same) = try shop.engine.handle(input, on: other.channel) else { continue }
      _ = try samples.measure(other.stage) { try same.render(CommittedFacts()) }
    }
    let outcome = try await samples.measureAcrossThreads(.commit) {
      try await shop.storage.turns.commit(result, of: input)
    }
    if case .committed(let facts, _) = outcome {
      if !facts.orderNumbers.isEmpty { samples.noteOrder() }
      return true
    }
    throw BenchmarkError.refused(text)
  }

  /// What deciding holds within it, each alone.
  private mutating func parts(of input: TurnInput, text: String) {
    guard let catalog = shop.search.snapshot(of: shop.store.id) else { return }
    let words = Tokenizer.tokens(in: text).map(\.text)
    _ = samples.measure(.mentions) { catalog.mentions(in: words) }
    _ = samples.measure(.search) { catalog.search(ProductQuery(text: text)) }
    let scene = Scene(
      catalog: catalog, currency: shop.store.currency, memory: input.state.memory, cart: input.cart,
      orderNumbers: Set(input.orders.map(\.number)), choicesAreNumbered: input.state.memory.choicesAreNumbered)
    let interpreter = shop.prompts.interpreter(language: shop.store.language)
    _ = samples.measure(.understand) { interpreter.interpret(text, in: scene) }
    samples.noteUnderstood(text)
  }

  private static func settle(_ shop: Shop) async throws {
    while true {
      let items = try await shop.storage.outbox.claim(
        account: shop.account, owner: Shop.owner, limit: 16, leaseMilliseconds: 10_000, excluding: [])
      guard !items.isEmpty else { return }
      for item in items { try await shop.storage.outbox.settle(item, as: .sent(providerMessageID: "m\(item.id)")) }
    }
  }
}

enum BenchmarkError: Error, CustomStringConvertible {
  case notTaken(String)
  case refused(String)

  var description: String {
    switch self {
    case .notTaken(let text): "the message '\(text)' led to no turn; look at Benchmarks/turn-messages.txt"
    case .refused(let text): "the turn of '\(text)' was not committed; give the goods more stock"
    }
  }
}
