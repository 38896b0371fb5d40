import Foundation
import Testing
import Transport

/// One `souk serve`, from its start until it is stopped or killed.
final class RunningSouk: Sendable {
  /// In seconds; a debug build on a busy machine trains its intents in this.
  private static let longestStart = 240.0
  private static let longestStop = 40.0
  private static let http = CurlTransport()

  let port: Int
  private let process: Process
  private let folder: URL
  private let label: String

  /// Starts the server on a port of its own choice and waits until it is ready.
  static func start(environment: [String: String], folder: URL) async throws -> RunningSouk {
    let label = "serve-\(UUID().uuidString)"
    let environment = ["SOUK_HOST": "127.0.0.1", "SOUK_PORT": "0"].merging(environment) { $1 }
    let process = try SoukProgram.start(["serve"], environment: environment, folder: folder, label: label)
    var port: Int?
    _ = await eventually(withinSeconds: longestStart) {
      port = portNamed(in: SoukProgram.text(folder, label + ".err"))
      return port != nil || !process.isRunning
    }
    guard let port, await eventually({ await status(of: "/readyz", port: port) == 200 }) else {
      let isHanging = process.isRunning
      if isHanging { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      let wasKilled = process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
      throw SoukDidNotStart(
        log: SoukProgram.text(folder, label + ".err"), killedItself: !isHanging && wasKilled)
    }
    return RunningSouk(port: port, process: process, folder: folder, label: label)
  }

  private init(port: Int, process: Process, folder: URL, label: String) {
    self.port = port
    self.process = process
    self.folder = folder
    self.label = label
  }

  /// `Souk is ready` names the address it listens on.
  private static func portNamed(in log: String) -> Int? {
    let line = log.split(separator: "\n").first { $0.contains("Souk is ready") }
    guard let host = line?.range(of: "http://127.0.0.1:") else { return nil }
    return line.flatMap { Int($0[host.upperBound...].prefix(while: \.isNumber)) }
  }

  private static func status(of path: String, port: Int) async -> Int? {
    do {
      return try await http.send(HTTPRequest(url: "http://127.0.0.1:\(port)\(path)")).status
    } catch {
      return nil
    }
  }

  /// What it wrote to standard error.
  var log: String { SoukProgram.text(folder, label + ".err") }

  var isRunning: Bool { process.isRunning }

  func get(_ path: String, headers: [(name: String, value: String)] = []) async throws -> HTTPResponse {
    try await Self.http.send(
      HTTPRequest(url: "http://127.0.0.1:\(port)\(path)", headers: headers, timeoutMilliseconds: 60_000))
  }

  func post(
    _ path: String, _ body: [UInt8], headers: [(name: String, value: String)] = []
  ) async throws -> HTTPResponse {
    try await Self.http.send(
      HTTPRequest(
        method: "POST", url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: body,
        timeoutMilliseconds: 60_000))
  }

  /// Asks it to end, as an operator does.
  func stop() async throws {
    guard process.isRunning else { return }
    process.terminate()
    let hasEnded = await eventually(withinSeconds: Self.longestStop) { !process.isRunning }
    if !hasEnded { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(hasEnded, "the server did not end on SIGTERM")
    #expect(process.terminationReason == .exit && process.terminationStatus == 0, "\(log.suffix(2_000))")
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// As a power cut does.
  func killAtOnce() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

struct SoukDidNotStart: Error, CustomStringConvertible {
  var log: String
  /// At the moment of `SOUK_KILL_AT`.
  var killedItself: Bool
  var description: String { "the server did not become ready; it wrote:\n\(log)" }
}
