import Crypto
import Foundation
import Synchronization
import TestSupport
import Transport

/// The server as a process, the fake Cloud API it sends to, and the shoppers.
final class LoadBench: Sendable {
  let database: String
  /// An API key of an owner.
  let key: String
  let port: Int
  let http = CurlTransport()
  private let server: FakeHTTPServer
  private let process: Process
  private let replies: Replies
  private static let secret = "load-app-secret"
  private static let number = "106540352242922"

  private init(
    database: String, key: String, port: Int, server: FakeHTTPServer, process: Process, replies: Replies
  ) {
    self.database = database
    self.key = key
    self.port = port
    self.server = server
    self.process = process
    self.replies = replies
  }

  static func start(folder: URL) async throws -> LoadBench {
    let replies = Replies()
    let server = try await FakeHTTPServer.start { request in
      replies.take(request.body)
      return FakeHTTPResponse(
        json: #"{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.L\#(replies.nextID())"}]}"#)
    }
    let outer = ProcessInfo.processInfo.environment
    let database = outer["SOUK_LOAD_DATABASE"] ?? "sqlite:///\(folder.path)/souk.db"
    let environment = [
      "PATH": outer["PATH"] ?? "", "LD_LIBRARY_PATH": outer["LD_LIBRARY_PATH"] ?? "", "HOME": folder.path,
      "SOUK_HOME": FileManager.default.currentDirectoryPath, "SOUK_DATABASE_URL": database, "SOUK_PORT": "0",
      "SOUK_SECRET_KEY": String(repeating: "5a", count: 32), "SOUK_BURST_QUIET_MS": "0",
      "WHATSAPP_PHONE_NUMBER_ID": number, "WHATSAPP_ACCESS_TOKEN": "load", "WHATSAPP_APP_SECRET": secret,
      "WHATSAPP_VERIFY_TOKEN": "load", "WHATSAPP_API_BASE": server.baseURL + "/v23.0",
      "WHATSAPP_MESSAGES_PER_SECOND": "0", "SOUK_API_REQUESTS_PER_MINUTE": "0",
    ]
    let goods = FileManager.default.currentDirectoryPath + "/prompts/demo/catalog.csv"
    let imported = try launch(["import", goods], environment, folder)
    imported.waitUntilExit()
    let printed = Pipe()
    try launch(["keys", "add", "load", "--role", "owner"], environment, folder, output: printed).waitUntilExit()
    let key = String(decoding: printed.fileHandleForReading.availableData, as: UTF8.self)
    let process = try launch(["serve"], environment, folder)
    let port = try await readyPort(folder)
    return LoadBench(
      database: database.prefix { $0 != ":" } + "", key: key.trimmingCharacters(in: .whitespacesAndNewlines),
      port: port, server: server, process: process, replies: replies)
  }

  private static func launch(
    _ arguments: [String], _ environment: [String: String], _ folder: URL, output: Pipe? = nil
  ) throws -> Process {
    let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let process = Process()
    process.executableURL = binary.deletingLastPathComponent().appendingPathComponent("souk")
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardOutput = output ?? FileHandle.nullDevice
    try Data().write(to: folder.appendingPathComponent("log"))
    process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("log"))
    try process.run()
    return process
  }

  private static func readyPort(_ folder: URL) async throws -> Int {
    for _ in 0..<600 {
      let log = String(decoding: FileManager.default.contents(atPath: folder.path + "/log") ?? Data(), as: UTF8.self)
      if let address = log.split(separator: " ").first(where: { $0.hasPrefix("address=") }),
        let port = address.split(separator: ":").last.flatMap({ Int($0) })
      {
        return port
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw LoadError.notReady
  }

  func stop() async {
    process.terminate()
    process.waitUntilExit()
    await server.stop()
  }

  // MARK: Loads

  /// Each shopper writes the next message when the answer has come.
  func closed(shoppers: Int, forSeconds seconds: Double, _ texts: [String]) async throws -> LoadReport {
    let end = ContinuousClock.now + .seconds(seconds)
    return try await measured { samples in
      await withTaskGroup(of: Void.self) { group in
        for shopper in 0..<shoppers {
          group.addTask {
            var count = 0
            while ContinuousClock.now < end {
              await self.message(texts[(shopper + count) % texts.count], from: 1_000_000 + shopper, samples)
              count += 1
            }
          }
        }
      }
    }
  }

  func closed(distinctShoppers: Int, atOnce: Int, _ texts: [String]) async throws -> LoadReport {
    try await measured { samples in
      await withTaskGroup(of: Void.self) { group in
        for place in 0..<atOnce {
          group.addTask {
            for shopper in stride(from: place, to: distinctShoppers, by: atOnce) {
              await self.message(texts[shopper % texts.count], from: 3_000_000 + shopper, samples)
            }
          }
        }
      }
    }
  }

  /// At fixed moments, however long answers take; latency counts from the moment.
  func open(messagesPerSecond: Double, forSeconds seconds: Double, _ texts: [String]) async throws -> LoadReport {
    try await measured { samples in
      let start = ContinuousClock.now
      await withTaskGroup(of: Void.self) { group in
        for place in 0..<Int(messagesPerSecond * seconds) {
          let moment = start + .seconds(Double(place) / messagesPerSecond)
          do { try await Task.sleep(until: moment, clock: .continuous) } catch { return }
          group.addTask {
            await self.message(texts[place % texts.count], from: 2_000_000 + place % 5_000, samples, since: moment)
          }
        }
      }
    }
  }

  /// Webhooks as fast as they are acknowledged, one after the other on each connection; answers come when they come.
  func burst(messages: Int, connections: Int, _ texts: [String]) async throws -> LoadReport {
    try await measured { samples in
      await withTaskGroup(of: Void.self) { group in
        for connection in 0..<connections {
          group.addTask {
            for place in stride(from: connection, to: messages, by: connections) {
              let start = ContinuousClock.now
              if await self.post(texts[place % texts.count], from: 5_000_000 + place) == 200 {
                samples.acknowledged(after: start)
              }
            }
          }
        }
      }
      samples.end()
      await self.replies.settle(process: self.process.processIdentifier)
    }
  }

  private func message(
    _ text: String, from shopper: Int, _ samples: LoadSamples, since moment: ContinuousClock.Instant = .now
  ) async {
    let to = "1555\(shopper)"
    let reply = replies.expect(to)
    guard await post(text, from: shopper) == 200 else { return replies.forget(to) }
    samples.acknowledged(after: moment)
    for await _ in reply { samples.answered(after: moment) }
  }

  private func post(_ text: String, from shopper: Int) async -> Int {
    let id = replies.nextID()
    let body = Array(
      """
      {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":\
      {"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":\
      "\(Self.number)"},"contacts":[{"profile":{"name":"Shopper"},"wa_id":"1555\(shopper)"}],"messages":[{"from":\
      "1555\(shopper)","id":"wamid.IN\(id)","timestamp":"\(Int(Date().timeIntervalSince1970))","type":"text",\
      "text":{"body":"\(text)"}}]}}]}]}
      """.utf8)
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(Self.secret.utf8)))
    let hex = code.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    do {
      return try await http.send(
        HTTPRequest(
          method: "POST", url: "http://127.0.0.1:\(port)/webhooks/whatsapp",
          headers: [("Content-Type", "application/json"), ("X-Hub-Signature-256", "sha256=" + hex)], body: body,
          timeoutMilliseconds: 60_000)
      ).status
    } catch {
      return 0
    }
  }

  func measured(_ load: (LoadSamples) async -> Void) async throws -> LoadReport {
    let samples = LoadSamples()
    let before = try ProcessFigures(process.processIdentifier)
    let start = ContinuousClock.now
    await load(samples)
    let all = start.duration(to: .now) / .seconds(1)
    let after = try ProcessFigures(process.processIdentifier)
    return samples.report(seconds: all, processorSeconds: after.processorSeconds - before.processorSeconds, after)
  }
}

enum LoadError: Error, CustomStringConvertible {
  case notReady
  case refused(String)

  var description: String {
    switch self {
    case .notReady: "the server did not become ready; build it first: swift build -c release --product souk"
    case .refused(let why): "the API refused what the load begins with: \(why)"
    }
  }
}

/// Answers as they come to the fake Cloud API, by shopper.
final class Replies: Sendable {
  private struct State {
    var waiting: [String: AsyncStream<Void>.Continuation] = [:]
    var count = 0
    var lastID = 0
  }

  private let state = Mutex(State())

  func nextID() -> Int {
    state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
  }

  func expect(_ shopper: String) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    state.withLock { $0.waiting[shopper] = continuation }
    return stream
  }

  func forget(_ shopper: String) { state.withLock { _ = $0.waiting.removeValue(forKey: shopper) } }

  /// A read mark has no `to`.
  func take(_ body: [UInt8]) {
    let text = String(decoding: body, as: UTF8.self)
    guard let to = text.range(of: "\"to\":\"") else { return }
    let shopper = String(text[to.upperBound...].prefix { $0 != "\"" })
    let waiting = state.withLock { state in
      state.count += 1
      return state.waiting.removeValue(forKey: shopper)
    }
    waiting?.yield()
    waiting?.finish()
  }

  /// Waits until nothing has come for a second.
  func settle(process: Int32) async {
    var last = -1
    while true {
      let now = state.withLock { $0.count }
      if now == last { return }
      last = now
      do { try await Task.sleep(for: .seconds(1)) } catch { return }
    }
  }
}
