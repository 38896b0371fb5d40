import CSimulatedDisk
import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import Search
import ServiceLifecycle
import Storage
import Synchronization
import Workflows

@testable import Transcripts

/// One life of the server on the simulated disk: the real engine, dispatcher, sender and SQL, from its start to the
/// machine's end.
struct SimulatedMachine: Sendable {
  let storage: SoukStorage
  let store: Store
  let account: ChannelAccountKey
  let dispatcher: Dispatcher
  let services: [any Service]

  static let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

  /// Opens what the last life left in `folder`, or a new shop.
  /// - Parameter owner: another one for each life.
  static func open(
    folder: URL, owner: Int, shop: ShopFixture, parts: TranscriptParts, time: TimeSource, channel: SimulatedChannel
  ) async throws -> SimulatedMachine {
    let ids = IDGenerator(process: owner, now: time.now)
    let storage = try WaitingDatabase.wait {
      let opened = try await SoukStorage.open(
        .sqlite(path: folder.path + "/souk.db"), time: time, ids: ids, logger: logger)
      return SoukStorage(
        StorageContext(database: WaitingDatabase(database: opened.database), time: time, ids: ids))
    }
    let store: Store
    if let known = try await storage.stores.store(slug: "main") {
      store = known
    } else {
      store = try await shop.open(in: storage, ids: ids, now: time.now())
      _ = try await storage.database.write {
        try $0.execute("UPDATE variants SET stock = $1", [.int(Simulation.stock)])
      }
    }
    try await storage.presence.renew(owner: Int64(owner))
    try await storage.presence.reclaim(owner: Int64(owner), isAlone: true)
    let account = ChannelAccountKey(storeID: store.id, channel: channel.name, externalID: "shop")
    return assemble(
      storage, store, account, owner: Int64(owner), parts: parts, time: time, ids: ids, channel: channel)
  }

  private static func assemble(
    _ storage: SoukStorage, _ store: Store, _ account: ChannelAccountKey, owner: Int64, parts: TranscriptParts,
    time: TimeSource, ids: IDGenerator, channel: SimulatedChannel
  ) -> SimulatedMachine {
    let search = CatalogIndexes(lexicon: parts.lexicon)
    let engine = ConversationEngine(
      prompts: parts.prompts, registry: Workflows.registry, search: search,
      settings: EngineSettings(time: time, ids: ids, burstQuietMilliseconds: 0))
    let sender = OutboxSender(
      outbox: storage.outbox, leases: storage.leases, accounts: OneAccount(key: account),
      channels: ChannelDirectory([channel]),
      settings: SenderSettings(owner: owner, time: time, logger: logger) { channel.jitter() })
    var settings = TurnSettings(owner: owner, logger: logger)
    settings.sending = { _ in sender.wake() }
    settings.outlet = sender
    let runner = TurnRunner(
      engine: engine, turns: storage.turns, channels: ChannelDirectory([channel]), search: search, settings: settings)
    let dispatcher = Dispatcher(
      runner: runner, turns: storage.turns, settings: DispatcherSettings(concurrentTurns: 4, sleep: time.sleep),
      logger: logger)
    return SimulatedMachine(
      storage: storage, store: store, account: account, dispatcher: dispatcher,
      services: [sender, dispatcher])
  }

  private struct OneAccount: ChannelAccountDirectory {
    let key: ChannelAccountKey

    func accounts(of channel: ChannelName) -> [ChannelAccount] { [ChannelAccount(key: key, credentials: [:])] }
  }
}

/// A channel whose provider answers, refuses, is late and loses answers as its chance has it, and that writes down what
/// reached the shopper.
struct SimulatedChannel: Channel {
  let console: ConsoleChannel
  let time: TimeSource
  let ledger: SimulatedLedger

  var name: ChannelName { console.name }
  var capabilities: ChannelCapabilities { console.capabilities }
  var pacing: ChannelPacing { .unlimited }

  func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    console.render(message, to: chat)
  }

  func text(of call: ChannelCall) -> String? { console.text(of: call) }

  func jitter() -> Double { Double(ledger.chance(of: 1_000)) / 1_000 }

  func send(_ call: ChannelCall, from account: ChannelAccount, callbackData: String) async -> SendOutcome {
    let (latency, fate) = (ledger.chance(of: 300), ledger.chance(of: 100))
    let wait = Int64(fate >= 97 ? latency * 20 : latency)
    do { try await time.sleep(wait) } catch { return .unknown(reason: "cancelled") }
    guard simulated_disk_is_dead() == 0 else { return .unknown(reason: "the machine has ended") }
    let text = console.text(of: call) ?? ""
    let chat = chat(of: call)
    switch fate {
    case 0..<8: return .refused(reason: "too many", retryAfterMilliseconds: 1_000)
    case 8..<14: return .unknown(reason: "the connection broke before it was taken")
    case 14..<20:
      ledger.shown(text, to: chat, callbackData: callbackData)
      return .unknown(reason: "the connection broke after it was taken")
    default:
      ledger.shown(text, to: chat, callbackData: callbackData)
      return .sent(providerMessageID: "sent.\(callbackData)")
    }
  }

  private func chat(of call: ChannelCall) -> String {
    let start = call.body.range(of: "\"chat\":\"")?.upperBound ?? call.body.startIndex
    return String(call.body[start...].prefix { $0 != "\"" })
  }

  func acknowledge(_ message: InboundMessage, from account: ChannelAccount) async {}
}

/// What reached the shoppers and what was acknowledged to them, and the chance behind everything outside the server.
final class SimulatedLedger: Sendable {
  struct Shown: Hashable, Sendable {
    var text: String
    var chat: String
    var callbackData: String
  }

  private struct State {
    var chance: SeededChance
    var shown: [Shown] = []
    var acknowledged: Set<String> = []
    var events: [String] = []
  }

  private let state: Mutex<State>
  private let elapsed: @Sendable () -> Int64

  init(seed: UInt64, elapsed: @escaping @Sendable () -> Int64) {
    state = Mutex(State(chance: SeededChance(seed: seed)))
    self.elapsed = elapsed
  }

  func chance(of sides: Int) -> Int { state.withLock { Int.random(in: 0..<sides, using: &$0.chance) } }

  func shown(_ text: String, to chat: String, callbackData: String) {
    let moment = elapsed()
    state.withLock {
      $0.shown.append(Shown(text: text, chat: chat, callbackData: callbackData))
      $0.events.append("\(moment) shown \(callbackData) to \(chat)")
    }
  }

  func note(_ event: String) {
    let moment = elapsed()
    state.withLock { $0.events.append("\(moment) \(event)") }
  }

  func acknowledge(_ message: String) {
    let moment = elapsed()
    state.withLock {
      $0.acknowledged.insert(message)
      $0.events.append("\(moment) acknowledged \(message)")
    }
  }

  var everything: [Shown] { state.withLock { $0.shown } }
  var acknowledged: Set<String> { state.withLock { $0.acknowledged } }
  /// Everything that happened outside the server, in order, for two runs to be compared.
  var events: [String] { state.withLock { $0.events } }

  /// What a shopper has seen, each answer once.
  func texts(to chat: String) -> [String] {
    var known: Set<String> = []
    return everything.filter { $0.chat == chat && known.insert($0.callbackData).inserted }.map(\.text)
  }
}
