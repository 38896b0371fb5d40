import CSimulatedDisk
import Channels
import Commerce
import Dialogue
import Foundation
import ServiceLifecycle
import Storage
import Synchronization

@testable import Transcripts

/// Purchases on a machine that ends again and again and starts anew from what its disk kept; the same seed plays the
/// same way.
final class Simulation: Sendable {
  struct Plan: Sendable {
    var seed: UInt64
    /// Operations of the disk in each life but the last, which does not end.
    var lives: [Int64] = []
    var shoppers = 3
    /// Whether the wall clock is turned forwards and back meanwhile.
    var turnsClock = false
  }

  struct Report: Sendable {
    var operations: Int64 = 0
    var ends = 0
    var invariants: [SimulatedInvariant] = []
    var events: [String] = []
  }

  static let stock = 1_000
  private static let longestTalk = 40
  private static let opener = 1_000
  private static let patienceMilliseconds: Int64 = 6 * 3_600_000

  private let plan: Plan
  private let scheduler: SimulatedScheduler
  private let ledger: SimulatedLedger
  private let channel: SimulatedChannel
  private let parts: TranscriptParts
  private let shop: ShopFixture
  private let folder: URL
  private let current = Mutex<SimulatedMachine?>(nil)
  private let finished = Mutex<[Int: String?]>([:])

  /// - Parameter folder: an empty one; what is in it afterwards is the caller's to remove.
  init(_ plan: Plan, parts: TranscriptParts, folder: URL) throws {
    self.plan = plan
    self.parts = parts
    self.folder = folder
    let scheduler = SimulatedScheduler(seed: plan.seed)
    self.scheduler = scheduler
    ledger = SimulatedLedger(seed: plan.seed &+ 1) { scheduler.elapsed }
    let settings = try ConsoleSettings.read(contentsOfFile: SharedLanguage.folder + "/channels/console.yaml")
    channel = SimulatedChannel(
      console: ConsoleChannel(capabilities: settings.capabilities) { _, _ in }, time: scheduler.time, ledger: ledger)
    shop = try ShopFixture.load(TranscriptShop(name: "demo"), from: parts.shops)
  }

  func play() async throws -> Report { try await scheduler.play { await self.playAll() }.get() }

  private func playAll() async -> Result<Report, any Error> {
    await withTaskGroup(of: Result<Report, any Error>?.self) { group in
      for number in 0..<plan.shoppers {
        group.addTask {
          let failure = await self.buy(number)
          self.finished.withLock { $0[number] = .some(failure) }
          return nil
        }
      }
      group.addTask {
        do { return .success(try await self.liveAll()) } catch { return .failure(error) }
      }
      var result: Result<Report, any Error> = .success(Report())
      for await part in group {
        guard let part else { continue }
        result = part
        if case .failure = part { group.cancelAll() }
      }
      return result
    }
  }

  // MARK: The machine

  private func liveAll() async throws -> Report {
    var report = Report()
    var place = try await openedShop()
    for (life, operations) in (plan.lives + [-1]).enumerated() {
      simulated_disk_start(place.path, operations)
      defer { simulated_disk_stop() }
      try await live(life, in: place, &report)
      report.operations += simulated_disk_operations()
      guard simulated_disk_is_dead() != 0 else { break }
      report.ends += 1
      place = try newFolder(life + 1)
      guard simulated_disk_leave(place.path, plan.seed &+ UInt64(life)) == 0 else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    report.events = ledger.events
    return report
  }

  /// A folder with the shop and its goods, before anything can go wrong.
  private func openedShop() async throws -> URL {
    let (new, opened) = (try newFolder(-1), try newFolder(0))
    simulated_disk_start(new.path, -1)
    defer { simulated_disk_stop() }
    let machine = try await SimulatedMachine.open(
      folder: new, owner: Self.opener, shop: shop, parts: parts, time: scheduler.time, channel: channel)
    try await machine.storage.database.close()
    guard simulated_disk_leave(opened.path, 0) == 0 else { throw CocoaError(.fileWriteUnknown) }
    return opened
  }

  private func newFolder(_ life: Int) throws -> URL {
    let place = folder.appendingPathComponent("\(life)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    return place
  }

  /// From a start to the machine's end, or until everything is done.
  private func live(_ life: Int, in place: URL, _ report: inout Report) async throws {
    let machine: SimulatedMachine
    do {
      machine = try await SimulatedMachine.open(
        folder: place, owner: life + 1, shop: shop, parts: parts, time: scheduler.time, channel: channel)
    } catch  where simulated_disk_is_dead() != 0 {
      return
    }
    current.withLock { $0 = machine }
    ledger.note("life \(life) begins")
    let isDone = await withTaskGroup(of: Void.self) { group in
      for service in machine.services {
        group.addTask {
          do { try await service.run() } catch { /* A machine that ends takes its services with it. */  }
        }
      }
      let isDone = await self.watch(machine)
      self.current.withLock { $0 = nil }
      self.ledger.note("life \(life) ends")
      group.cancelAll()
      return isDone
    }
    if isDone {
      report.invariants = try await SimulatedOracle(
        machine: machine, ledger: ledger, failures: finished.withLock { $0.values.compactMap { $0 } },
        shoppers: plan.shoppers
      ).invariants()
    }
    do { try await machine.storage.database.close() } catch  where simulated_disk_is_dead() != 0 {}
  }

  /// - Returns: whether everything is done; false where the machine has ended.
  private func watch(_ machine: SimulatedMachine) async -> Bool {
    while simulated_disk_is_dead() == 0 {
      do {
        try await scheduler.sleep(97)
        if plan.turnsClock, ledger.chance(of: 60) == 0 {
          scheduler.turnClock(by: [86_400_000, -3_600_000, 3_600_000, -60_000][ledger.chance(of: 4)])
        }
        let areFinished = finished.withLock { $0.count == plan.shoppers }
        if areFinished, try await isQuiet(machine) { return true }
      } catch  where simulated_disk_is_dead() != 0 {
        return false
      } catch {
        return false
      }
    }
    return false
  }

  private func isQuiet(_ machine: SimulatedMachine) async throws -> Bool {
    try await machine.storage.database.read { connection in
      try connection.first("SELECT 1 FROM inbox WHERE status = 'pending' LIMIT 1") == nil
        && connection.first("SELECT 1 FROM outbox WHERE settled_at IS NULL LIMIT 1") == nil
    }
  }

  // MARK: The shoppers

  /// - Returns: what went wrong, or nil.
  private func buy(_ number: Int) async -> String? {
    let chat = "shopper\(number)"
    var text = "add 1 folding solar lantern"
    for step in 0..<Self.longestTalk {
      let before = ledger.texts(to: chat).count
      guard await deliver("\(chat).\(step)", text, chat) else { return "\(chat): never acknowledged: \(text)" }
      guard await answered(chat, beyond: before) else { return "\(chat): no answer to: \(text)" }
      let shown = ledger.texts(to: chat)
      if shown.contains(where: { $0.contains("is confirmed") }) { return nil }
      text = answer(to: shown.last ?? "", of: number)
    }
    return "\(chat): the purchase did not end; the last words were: \(ledger.texts(to: chat).last ?? "none")"
  }

  private func answer(to shown: String, of number: Int) -> String {
    let words = shown.lowercased()
    if words.contains("shall i place the order") { return "yes" }
    if words.contains("delivery or pick-up") { return "pick up" }
    if words.contains("your name") || words.contains("what name") { return "Ada Birdwood" }
    if ledger.chance(of: 5) == 0 { return "what are your hours?" }
    return "checkout"
  }

  private func answered(_ chat: String, beyond count: Int) async -> Bool {
    let start = scheduler.elapsed
    while scheduler.elapsed - start < Self.patienceMilliseconds {
      if ledger.texts(to: chat).count > count { return true }
      do { try await scheduler.sleep(211) } catch { return false }
    }
    return false
  }

  /// Delivers until it is acknowledged, as channels do; now and then two copies at once.
  private func deliver(_ id: String, _ text: String, _ chat: String) async -> Bool {
    let isTwice = ledger.chance(of: 10) < 3
    for _ in 0..<10_000 {
      async let copy = isTwice ? receive(id, text, chat) : false
      let first = await receive(id, text, chat)
      let second = await copy
      if first || second { return true }
      do { try await scheduler.sleep(1_000) } catch { return false }
    }
    return false
  }

  private func receive(_ id: String, _ text: String, _ chat: String) async -> Bool {
    guard let machine = current.withLock({ $0 }) else { return false }
    let message = InboundMessage(
      account: machine.account, messageID: id,
      sender: Sender(identities: [ChannelIdentity(channel: channel.name, value: chat)]),
      chat: ChatAddress(rawValue: chat), sentAt: scheduler.time.now(), content: .text(text))
    do {
      let keys = try await machine.storage.inbox.receive(InboundBatch(messages: [message]))
      ledger.acknowledge(id)
      // A hint may be lost: the sweep finds the work.
      if ledger.chance(of: 5) > 0 { machine.dispatcher.conversationsHaveWork(keys) }
      return true
    } catch {
      return false
    }
  }
}
