import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import Search
import Storage
import Testing

/// A job's result is a message to the workflow that takes it, and nothing to everybody else.
@Suite struct JobResultTests {
  /// Says in words what the payload names.
  private struct Told: Workflow {
    let name = "told"
    let intents: [Intent] = [.result(ofJobs: "parcel")]
    let texts: [TextKey] = []

    func begin(_ act: Act, in context: Context) -> Step<NoState> {
      Step([Reply(TextKey(rawValue: "order.name_" + act.text))])
    }
  }

  private struct Unclear: Workflow {
    let name = "unclear"
    let intents: [Intent] = [.unclear]
    let texts: [TextKey] = []

    func begin(_ act: Act, in context: Context) -> Step<NoState> { Step([Reply("fallback.unclear")]) }
  }

  @Test(arguments: [("parcel", ["ready for pick-up"]), ("forgotten", [])])
  func `a result is said by the workflow that takes its kind, once, and by no other`(
    kind: String, said: [String]
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-jobs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let time = TimeSource { Timestamp(seconds: 1_790_000_000) }
    let ids = IDGenerator(process: 1, now: time.now)
    let logger = Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() }
    let storage = try await SoukStorage.open(
      .sqlite(path: folder.path + "/souk.db"), time: time, ids: ids, logger: logger)
    let store = try await storage.stores.create(slug: "main", name: "Main")
    let account = ChannelAccountKey(storeID: store.id, channel: ConsoleChannel.channelName, externalID: "ana")
    let runner = try Self.runner(storage, time, ids, logger)

    let job = Job(storeID: store.id, key: "\(kind) 1", kind: kind, payload: "", runAt: time.now())
    let recipient = JobRecipient(
      account: account, identity: ChannelIdentity(channel: account.channel, value: "ana"),
      chat: ChatAddress(rawValue: "ana"))
    let result = job.result(to: recipient, payload: "ready_for_pickup", at: time.now())
    for _ in 0..<2 {
      for key in try await storage.inbox.receive(InboundBatch(messages: [result])) { await runner.run(key) }
    }
    let sent = try await storage.outbox.claim(
      account: account, owner: 1, limit: 5, leaseMilliseconds: 1_000, excluding: [])
    let texts = sent.compactMap { Self.channel.text(of: $0.call) }
    #expect(texts == said)
    #expect(try await storage.turns.conversationsWithWork(limit: 5).isEmpty)
    try await storage.database.close()
  }

  private static let channel = ConsoleChannel(
    capabilities: .init(maximumButtons: 0, maximumListRows: 0, maximumTextLength: 4_096)
  ) { _, _ in }

  private static func runner(
    _ storage: SoukStorage, _ time: TimeSource, _ ids: IDGenerator, _ logger: Logger
  ) throws -> TurnRunner {
    let search = CatalogIndexes(lexicon: try SharedLanguage.lexicon.get())
    let engine = ConversationEngine(
      prompts: try SharedLanguage.prompts.get(),
      registry: WorkflowRegistry([AnyWorkflow(Told())], fallback: AnyWorkflow(Unclear())), search: search,
      settings: EngineSettings(time: time, ids: ids, burstQuietMilliseconds: 0))
    return TurnRunner(
      engine: engine, turns: storage.turns, channels: ChannelDirectory([channel]), search: search,
      settings: TurnSettings(owner: 1, logger: logger))
  }
}
