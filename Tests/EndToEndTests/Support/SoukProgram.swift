import Foundation
import Testing

/// The real `souk`, built beside the test bundle.
enum SoukProgram {
  /// What a command did.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The longest a command may take, in seconds: a debug build on a busy machine trains its intents in this.
  private static let longestCommand = 240.0

  static let binary: URL = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folder = FileManager.default.fileExists(atPath: bundle.path) ? bundle : Bundle.main.bundleURL
    return folder.deletingLastPathComponent().appendingPathComponent("souk")
  }()

  /// What serves where nothing in it is to kill itself: a release build where `SOUK_TEST_SERVER` names one, which is
  /// what a shop runs, and is back in a second instead of ten.
  private static let server: URL =
    ProcessInfo.processInfo.environment["SOUK_TEST_SERVER"].map { URL(fileURLWithPath: $0) } ?? binary

  /// Where `prompts/` and `channels/` are.
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static func fixture(_ path: String) -> String { home + "/Tests/Fixtures/" + path }

  /// Nothing of the tester's own environment reaches the program except where to find programs; trained models are
  /// shared by all tests.
  static func environment(_ own: [String: String]) -> [String: String] {
    let outer = ProcessInfo.processInfo.environment
    var environment = [
      "SOUK_HOME": home, "XDG_CACHE_HOME": binary.deletingLastPathComponent().path + "/souk-test-cache",
      "HOME": binary.deletingLastPathComponent().path + "/souk-test-home",
    ]
    for name in ["PATH", "LD_LIBRARY_PATH", "TMPDIR"] { environment[name] = outer[name] }
    return environment.merging(own) { $1 }
  }

  /// Starts the program with its streams in files of `folder`.
  static func start(
    _ arguments: [String], environment own: [String: String], folder: URL, label: String, input: String = "",
    pipe: Pipe? = nil
  ) throws -> Process {
    // Only a debug build looks for a moment to kill itself at.
    let program = arguments.first == "serve" && own["SOUK_KILL_AT"] == nil ? server : binary
    #expect(FileManager.default.isExecutableFile(atPath: program.path), "no program at \(program.path)")
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment(own)
    process.currentDirectoryURL = folder
    if let pipe {
      process.standardInput = pipe
    } else {
      process.standardInput = try file(folder, label + ".in", holding: input)
    }
    process.standardOutput = try FileHandle(forWritingTo: emptyFile(folder, label + ".out"))
    process.standardError = try FileHandle(forWritingTo: emptyFile(folder, label + ".err"))
    try process.run()
    return process
  }

  /// Runs a command to its end; one that hangs is killed and fails.
  static func run(
    _ arguments: [String], environment: [String: String], folder: URL, input: String = ""
  ) async throws -> Outcome {
    let label = "command-\(UUID().uuidString)"
    let process = try start(arguments, environment: environment, folder: folder, label: label, input: input)
    let hasEnded = await eventually(withinSeconds: longestCommand) { !process.isRunning }
    if !hasEnded { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    try #require(hasEnded, "souk \(arguments.joined(separator: " ")) did not end")
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: text(folder, label + ".out"), errors: text(folder, label + ".err"))
  }

  /// What is in a stream's file so far.
  static func text(_ folder: URL, _ name: String) -> String {
    String(
      decoding: FileManager.default.contents(atPath: folder.appendingPathComponent(name).path) ?? Data(), as: UTF8.self)
  }

  private static func file(_ folder: URL, _ name: String, holding text: String) throws -> FileHandle {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return try FileHandle(forReadingFrom: url)
  }

  private static func emptyFile(_ folder: URL, _ name: String) throws -> URL {
    let url = folder.appendingPathComponent(name)
    try Data().write(to: url)
    return url
  }
}

/// Looks again and again until something is so, for a bounded time.
func eventually(
  withinSeconds limit: Double = 60, _ isSo: () async throws -> Bool
) async rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(limit)
  while true {
    if try await isSo() { return true }
    guard ContinuousClock.now < end, !Task.isCancelled else { return false }
    do { try await Task.sleep(for: .milliseconds(5)) } catch { return false }
  }
}
