import Channels
import Commerce
import Dialogue
import Foundation
import Inference
import Logging
import Payments
import Storage
import Web

/// The environment, read once; everything wrong in it is reported together.
struct Configuration: Sendable {
  var databaseURL = DatabaseURL.sqlite(path: "souk.db")
  /// A connection that may only read, for owners' questions; the database's own where none is named.
  var analyticsDatabaseURL: DatabaseURL?
  var host = "127.0.0.1"
  var port = 8_080
  var secretKeyHex: String?
  var logLevel = Logger.Level.info
  var logFormat = LogFormat.text
  var storeSlug = "main"
  var home = "."
  var burstQuietMilliseconds: Int64 = 1_500
  var senderMessagesPerMinute = 0
  var storeMessagesPerSecond = 0
  /// `https://shop.example`, where providers reach this server.
  var publicURL: String?
  var api = APISettings()
  /// What is said of each kind of channel.
  var channels: [ChannelName: ChannelEnvironment] = [:]
  var languageModel: ModelAccount?
  var stripe: StripeCredentials?
  var stripeAPIBase = StripeProvider.defaultBase
  var xendit: XenditCredentials?
  var xenditAPIBase = XenditProvider.defaultBase
  /// The bot's and its payment provider's tokens, for Telegram's own invoices.
  var telegramInvoices: (bot: String, provider: String)?
  var telegramAPIBase = TelegramInvoiceProvider.defaultBase

  /// - Throws: ``ConfigurationErrors``; each problem names its variable, what was found and what is expected.
  static func read(_ environment: [String: String]) throws(ConfigurationErrors) -> Configuration {
    var reader = EnvironmentReader(environment: environment)
    let configuration = reader.read()
    guard reader.problems.isEmpty else { throw ConfigurationErrors(reader.problems) }
    return configuration
  }
}

private struct EnvironmentReader {
  let environment: [String: String]
  var problems: [ConfigurationProblem] = []

  init(environment: [String: String]) { self.environment = environment }

  mutating func read() -> Configuration {
    var out = Configuration()
    if let text = value("SOUK_DATABASE_URL") {
      do { out.databaseURL = try DatabaseURL(text) } catch {
        var found = "\(error)"
        if case StorageError.invalidURL(let url, let reason) = error { found = "'\(url)' (\(reason))" }
        note("SOUK_DATABASE_URL", found, "sqlite:///souk.db, sqlite:////var/lib/souk.db or postgres://user@host/name")
      }
    }
    if let text = value("SOUK_ANALYTICS_DATABASE_URL") {
      do { out.analyticsDatabaseURL = try DatabaseURL(text) } catch {
        note("SOUK_ANALYTICS_DATABASE_URL", "\(error)", "an address such as postgres://reader@host/name")
      }
    }
    out.host = value("SOUK_HOST") ?? out.host
    out.port = whole("SOUK_PORT", in: 0...65_535) ?? out.port
    out.secretKeyHex = secretKey()
    out.logLevel = level() ?? out.logLevel
    out.logFormat = logFormat() ?? out.logFormat
    out.storeSlug = value("SOUK_STORE") ?? out.storeSlug
    out.home = value("SOUK_HOME") ?? SoukHome.found()
    out.burstQuietMilliseconds = Int64(whole("SOUK_BURST_QUIET_MS", in: 0...60_000) ?? Int(out.burstQuietMilliseconds))
    out.senderMessagesPerMinute = whole("SOUK_SENDER_MESSAGES_PER_MINUTE", in: 0...1_000_000) ?? 0
    out.storeMessagesPerSecond = whole("SOUK_STORE_MESSAGES_PER_SECOND", in: 0...1_000_000) ?? 0
    out.publicURL = base("SOUK_PUBLIC_URL")
    out.api.requestsPerMinute =
      whole("SOUK_API_REQUESTS_PER_MINUTE", in: 0...1_000_000) ?? APISettings.defaultRequestsPerMinute
    out.api.isRegistrationOpen = whole("SOUK_OPEN_REGISTRATION", in: 0...1) == 1
    for kind in ChannelRegistry.kinds { out.channels[kind.name] = channel(kind) }
    out.languageModel = languageModel()
    out.stripe = both("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET").map {
      StripeCredentials(secretKey: $0, webhookSecret: $1)
    }
    out.stripeAPIBase = base("STRIPE_API_BASE") ?? out.stripeAPIBase
    out.xendit = both("XENDIT_SECRET_KEY", "XENDIT_CALLBACK_TOKEN").map {
      XenditCredentials(secretKey: $0, callbackToken: $1)
    }
    out.xenditAPIBase = base("XENDIT_API_BASE") ?? out.xenditAPIBase
    if value("TELEGRAM_PROVIDER_TOKEN") != nil {
      out.telegramInvoices = both("TELEGRAM_BOT_TOKEN", "TELEGRAM_PROVIDER_TOKEN").map { (bot: $0, provider: $1) }
    }
    out.telegramAPIBase = base("TELEGRAM_API_BASE") ?? out.telegramAPIBase
    return out
  }

  private func value(_ name: String) -> String? {
    guard let text = environment[name], !text.isEmpty else { return nil }
    return text
  }

  private mutating func note(_ name: String, _ found: String, _ expected: String) {
    problems.append(ConfigurationProblem(file: name, found: found, expected: expected))
  }

  private mutating func whole(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      note(name, "'\(text)'", "a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  private mutating func secretKey() -> String? {
    guard let text = value("SOUK_SECRET_KEY") else { return nil }
    guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else {
      note("SOUK_SECRET_KEY", "\(text.utf8.count) characters", "64 hex digits, such as `openssl rand -hex 32` prints")
      return nil
    }
    return text
  }

  private mutating func level() -> Logger.Level? {
    guard let text = value("SOUK_LOG_LEVEL") else { return nil }
    guard let level = Logger.Level(rawValue: text.lowercased()) else {
      note("SOUK_LOG_LEVEL", "'\(text)'", "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
      return nil
    }
    return level
  }

  private mutating func logFormat() -> LogFormat? {
    guard let text = value("SOUK_LOG_FORMAT") else { return nil }
    guard let format = LogFormat(rawValue: text.lowercased()) else {
      note("SOUK_LOG_FORMAT", "'\(text)'", "text or json")
      return nil
    }
    return format
  }

  private mutating func base(_ name: String) -> String? {
    guard let text = value(name) else { return nil }
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
      note(name, "'\(text)'", "an http or https address")
      return nil
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  private mutating func channel(_ kind: any ChannelKind) -> ChannelEnvironment {
    var out = ChannelEnvironment()
    if let variables = kind.variables {
      out.apiBase = base(variables.apiBase)
      out.messagesPerSecond = whole(variables.messagesPerSecond, in: 0...10_000)
    }
    out.credentials = credentials(kind)
    return out
  }

  /// Both or none: without the second what a provider tells could not be believed.
  private mutating func both(_ first: String, _ second: String) -> (String, String)? {
    switch (value(first), value(second)) {
    case (let one?, let two?): return (one, two)
    case (nil, nil): return nil
    case (nil, _): note(first, "nothing", "both \(first) and \(second), or neither")
    case (_, nil): note(second, "nothing", "both \(first) and \(second), or neither")
    }
    return nil
  }

  /// Without LLM_PROVIDER there is no language model, and the other three must not be there by mistake.
  private mutating func languageModel() -> ModelAccount? {
    let base = base("LLM_API_BASE")
    let providers = ModelProvider.allCases.map(\.rawValue).joined(separator: ", ")
    guard let name = value("LLM_PROVIDER") else {
      let others = ["LLM_MODEL", "LLM_API_KEY", "LLM_API_BASE"].filter { value($0) != nil }
      if !others.isEmpty { note("LLM_PROVIDER", "nothing, beside \(others.joined(separator: ", "))", providers) }
      return nil
    }
    guard let provider = ModelProvider(rawValue: name.lowercased()) else {
      note("LLM_PROVIDER", "'\(name)'", "one of \(providers)")
      return nil
    }
    if value("LLM_MODEL") == nil { note("LLM_MODEL", "nothing", "the name of a model of \(provider.rawValue)") }
    if value("LLM_API_KEY") == nil, provider.needsKey(atBase: base) {
      note("LLM_API_KEY", "nothing", "a key of \(provider.rawValue), or LLM_API_BASE for a server of your own")
    }
    return ModelAccount(provider: provider, model: value("LLM_MODEL") ?? "", key: value("LLM_API_KEY"), base: base)
  }

  /// All that are required or none: a half-configured account would lose messages silently.
  private mutating func credentials(_ kind: any ChannelKind) -> [String: String]? {
    let required = kind.credentials.filter(\.isRequired)
    let missing = required.filter { value($0.variable) == nil }
    guard missing.count < required.count else { return nil }
    guard missing.isEmpty else {
      let all = required.map(\.variable).joined(separator: ", ")
      note(missing.map(\.variable).joined(separator: ", "), "nothing", "all of \(all), or none of them")
      return nil
    }
    let found = kind.credentials.compactMap { credential in value(credential.variable).map { (credential.name, $0) } }
    let credentials = Dictionary(uniqueKeysWithValues: found)
    if kind.externalID(of: credentials) == nil, let first = required.first {
      note(first.variable, "a text of another form", first.expected)
    }
    return credentials
  }
}

/// How lines of the log look.
enum LogFormat: String {
  case text
  case json
}

/// Where `prompts/` and `channels/` are: the working directory, or `../share/souk` beside the binary.
enum SoukHome {
  static func found() -> String {
    if FileManager.default.fileExists(atPath: "prompts") { return "." }
    let binary = URL(fileURLWithPath: CommandLine.arguments.first ?? "souk").resolvingSymlinksInPath()
    let shared = binary.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("share/souk")
    return FileManager.default.fileExists(atPath: shared.path) ? shared.path : "."
  }
}
