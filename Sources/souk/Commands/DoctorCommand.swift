import ArgumentParser
import Channels
import Commerce
import Dialogue
import Foundation
import Storage

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the installation: what works, what is off, what waits or was given up.")

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  struct Check: Encodable {
    enum Status: String, Encodable { case ok, off, warning, error }
    var name: String
    var status: Status
    var detail: String
  }

  func run() async throws {
    var checks: [Check] = []
    let configuration: Configuration
    do {
      configuration = try environment()
      checks.append(Check(name: "environment", status: .ok, detail: "prompts and channels from \(configuration.home)"))
    } catch {
      checks.append(Check(name: "environment", status: .error, detail: "\(error)"))
      return try finish(checks)
    }
    checks += Self.compiledIn()
    checks += Self.channels(configuration)
    checks.append(Self.languageModel(configuration))
    checks += await Self.database(configuration)
    try finish(checks)
  }

  private func finish(_ checks: [Check]) throws {
    switch format {
    case .json: try printJSON(checks)
    case .text:
      for check in checks {
        print(
          "\(check.status.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))\(check.name): \(check.detail)")
      }
    }
    if checks.contains(where: { $0.status == .error }) { throw ExitCode.failure }
  }

  private static func compiledIn() -> [Check] {
    var checks: [Check] = []
    #if SOUK_POSTGRES
      checks.append(Check(name: "postgresql", status: .ok, detail: "compiled in"))
    #else
      checks.append(
        Check(
          name: "postgresql", status: .off,
          detail: "not compiled in; `apt-get install libpq-dev`, then `swift build --manifest-cache none`"))
    #endif
    #if SOUK_EDITLINE
      checks.append(Check(name: "line editing", status: .ok, detail: "compiled in"))
    #else
      checks.append(
        Check(
          name: "line editing", status: .off,
          detail: "not compiled in; `apt-get install libedit-dev`, then `swift build --manifest-cache none`"
        ))
    #endif
    return checks
  }

  private static func channels(_ configuration: Configuration) -> [Check] {
    ChannelRegistry.connectable.map { kind in
      let credentials = configuration.channels[kind.name]?.credentials
      guard let id = credentials.flatMap(kind.externalID) else {
        let variables = kind.credentials.filter(\.isRequired).map(\.variable).joined(separator: ", ")
        return Check(
          name: kind.name.rawValue, status: .off, detail: "set \(variables), or `souk channels add \(kind.name)`")
      }
      return Check(
        name: kind.name.rawValue, status: .ok, detail: "account \(id) of store '\(configuration.storeSlug)'")
    }
  }

  private static func languageModel(_ configuration: Configuration) -> Check {
    let model = configuration.languageModel
    return Check(
      name: "language model", status: model == nil ? .off : .ok,
      detail: model.map { "\($0); `souk model` shows what stores ask of it" }
        ?? "not needed; set LLM_PROVIDER (openai, anthropic or ollama), LLM_MODEL and LLM_API_KEY to have one")
  }

  private static func database(_ configuration: Configuration) async -> [Check] {
    do {
      let souk = try await Souk.open(configuration, checkingSchema: false)
      var checks: [Check] = []
      switch try await souk.storage.schemaStatus() {
      case .current(let version): checks.append(Check(name: "database", status: .ok, detail: "schema \(version)"))
      case .empty: return [Check(name: "database", status: .warning, detail: "empty; any command makes the schema")]
      case .outdated(let found, let known):
        return [
          Check(
            name: "database", status: .error, detail: "schema \(found), this program needs \(known); run `souk migrate`"
          )
        ]
      case .tooNew(let found, let known):
        return [
          Check(
            name: "database", status: .error,
            detail: "schema \(found) is newer than this program's \(known); use a newer souk")
        ]
      }
      checks += try await stored(souk)
      checks += try prompts(souk)
      return checks
    } catch {
      return [Check(name: "database", status: .error, detail: "\(error)")]
    }
  }

  private static func prompts(_ souk: Souk) throws -> [Check] {
    do {
      let languages = try souk.prompts().languages
      _ = try souk.files()
      _ = try souk.modelPrompt()
      _ = try souk.figuresPrompt()
      return [
        Check(name: "prompts and channels", status: .ok, detail: "languages: \(languages.joined(separator: ", "))")
      ]
    } catch {
      return [Check(name: "prompts and channels", status: .error, detail: "\(error)")]
    }
  }

  private static func stored(_ souk: Souk) async throws -> [Check] {
    let health = try await souk.storage.health.report()
    let stores = try await souk.storage.stores.list().map(\.slug)
    let outbox = health.outbox.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    func reasons(_ items: [StorageHealth.DeadItem]) -> String { items.map { "\n          \($0.reason)" }.joined() }
    let hasUsers = try await !souk.storage.users.isEmpty()
    return [
      Check(
        name: "users", status: hasUsers ? .ok : .off,
        detail: hasUsers
          ? "may sign in to the API; `souk users list` shows them"
          : "none may sign in to the API; `souk users add EMAIL --role owner` makes one"),
      Check(
        name: "stores", status: stores.isEmpty ? .warning : .ok,
        detail: stores.isEmpty ? "none; `souk import FILE` makes one" : stores.joined(separator: ", ")),
      Check(
        name: "inbox", status: health.inboxDead > 0 ? .warning : .ok,
        detail: "\(health.inboxPending) waiting, \(health.inboxDead) given up" + reasons(health.inboxDeadReasons)),
      Check(
        name: "outbox", status: (health.outbox["dead"] ?? 0) > 0 ? .warning : .ok,
        detail: (outbox.isEmpty ? "empty" : outbox) + reasons(health.outboxDeadReasons)),
      Check(
        name: "jobs", status: health.jobsDead > 0 ? .warning : .ok,
        detail: "\(health.jobsWaiting) waiting, \(health.jobsDead) given up" + reasons(health.jobsDeadReasons)),
      Check(
        name: "people", status: health.openStaffTasks > 0 ? .warning : .ok,
        detail: health.openStaffTasks == 0
          ? "nobody waits" : "\(health.openStaffTasks) conversations wait for a person; `souk conversations` lists them"
      ),
    ]
  }
}
