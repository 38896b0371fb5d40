import Foundation
import TestSupport
import Testing
import Transport

/// The servers of one shop: killed and started again while shoppers go on writing.
actor Fleet {
  private let environment: [String: String]
  private let folder: URL
  private var servers: [RunningSouk] = []
  private var all: [RunningSouk] = []
  private var turn = 0
  private var hasFallenAtOnce = false
  private(set) var isOver = false
  /// The message ids that were answered 200.
  private(set) var acknowledged: Set<String> = []
  private(set) var deliveries = 0

  init(environment: [String: String], folder: URL) {
    self.environment = environment
    self.folder = folder
  }

  func start(_ count: Int, killAt point: String? = nil) async throws {
    var environment = environment
    environment["SOUK_KILL_AT"] = point
    for _ in 0..<count {
      let server = try await RunningSouk.start(environment: environment, folder: folder)
      servers.append(server)
      all.append(server)
    }
  }

  /// Kills one by its place and puts another there.
  func replace(_ place: Int, killAt point: String? = nil) async throws {
    let server = servers.remove(at: place % servers.count)
    server.killAtOnce()
    do {
      try await start(1, killAt: point)
    } catch let error as SoukDidNotStart {
      // What its forerunner left brought it to the moment before it was asked whether it is ready.
      guard point != nil, error.killedItself else { throw error }
      hasFallenAtOnce = true
    }
  }

  /// Waits until the first server has killed itself, and puts another in its place.
  /// - Returns: whether it did.
  func replaceTheFallen() async throws -> Bool {
    if hasFallenAtOnce {
      hasFallenAtOnce = false
      try await start(1)
      return true
    }
    guard let server = servers.first else { return false }
    let hasFallen = await eventually(withinSeconds: 90) { !server.isRunning }
    servers.removeAll { $0 === server }
    if !hasFallen { server.killAtOnce() }
    try await start(1)
    return hasFallen
  }

  func end() { isOver = true }

  func stop() async throws { for server in servers { try await server.stop() } }

  func killOne() { if !servers.isEmpty { servers.removeFirst().killAtOnce() } }

  /// Everything any of them wrote.
  var logs: [String] { all.map(\.log) }

  func metrics() async throws -> [String] {
    var texts: [String] = []
    for server in servers { texts.append(String(decoding: try await server.get("/metrics").body, as: UTF8.self)) }
    return texts
  }

  /// Delivers a webhook until it is answered 200, as Meta does; with `twice`, two copies at once.
  func deliver(_ webhook: WhatsAppWebhook, twice: Bool = false) async -> Bool {
    // Five minutes: a killed server of a debug build on a busy machine takes one to be back.
    for _ in 0..<3_000 {
      if let server = next() {
        async let copy = twice ? status(webhook, next() ?? server) : nil
        let status = await status(webhook, server)
        let other = await copy
        if status == 200 || other == 200 {
          if let id = Self.messageID(webhook) { acknowledged.insert(id) }
          return true
        }
      }
      do { try await Task.sleep(for: .milliseconds(100)) } catch { return false }
    }
    return false
  }

  private func next() -> RunningSouk? {
    let alive = servers.filter(\.isRunning)
    guard !alive.isEmpty else { return nil }
    turn += 1
    return alive[turn % alive.count]
  }

  /// Delivers once.
  func status(_ webhook: WhatsAppWebhook) async -> Int? {
    guard let server = next() else { return nil }
    return await status(webhook, server)
  }

  private func status(_ webhook: WhatsAppWebhook, _ server: RunningSouk) async -> Int? {
    deliveries += 1
    do {
      return try await server.post("/webhooks/whatsapp", webhook.body, headers: webhook.headers).status
    } catch {
      return nil
    }
  }

  static func messageID(_ webhook: WhatsAppWebhook) -> String? {
    let text = String(decoding: webhook.body, as: UTF8.self)
    guard let start = text.range(of: "\"id\":\"wamid.FAKEIN") else { return nil }
    return "wamid.FAKEIN" + text[start.upperBound...].prefix { $0 != "\"" }
  }
}
