import Commerce
import Dialogue
import Foundation
import Logging
import Payments
import Storage

/// The environment, read once; everything wrong in it is reported together.
struct Configuration: Sendable {
  var databaseURL = DatabaseURL.sqlite(path: "souk.db")
  var host = "127.0.0.1"
  var port = 8_080
  var secretKeyHex: String?
  var logLevel = Logger.Level.info
  var storeSlug = "main"
  var home = "."
  var burstQuietMilliseconds: Int64 = 1_500
  var senderMessagesPerMinute = 0
  var storeMessagesPerSecond = 0
  var whatsAppMessagesPerSecond: Int?
  var telegramMessagesPerSecond: Int?
  var whatsApp: WhatsAppAccount?
  var telegramBotToken: String?
  var telegramSecretToken: String?
  var whatsAppAPIBase: String?
  var telegramAPIBase = "https://api.telegram.org"
  var stripe: StripeCredentials?
  var stripeAPIBase = StripeProvider.defaultBase
  var xendit: XenditCredentials?
  var xenditAPIBase = XenditProvider.defaultBase

  struct WhatsAppAccount: Sendable {
    var phoneNumberID: String
    var accessToken: String
    var appSecret: String
    var verifyToken: String
  }

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
    out.host = value("SOUK_HOST") ?? out.host
    out.port = whole("SOUK_PORT", in: 0...65_535) ?? out.port
    out.secretKeyHex = secretKey()
    out.logLevel = level() ?? out.logLevel
    out.storeSlug = value("SOUK_STORE") ?? out.storeSlug
    out.home = value("SOUK_HOME") ?? SoukHome.found()
    out.burstQuietMilliseconds = Int64(whole("SOUK_BURST_QUIET_MS", in: 0...60_000) ?? Int(out.burstQuietMilliseconds))
    out.senderMessagesPerMinute = whole("SOUK_SENDER_MESSAGES_PER_MINUTE", in: 0...1_000_000) ?? 0
    out.storeMessagesPerSecond = whole("SOUK_STORE_MESSAGES_PER_SECOND", in: 0...1_000_000) ?? 0
    out.whatsAppMessagesPerSecond = whole("WHATSAPP_MESSAGES_PER_SECOND", in: 0...10_000)
    out.telegramMessagesPerSecond = whole("TELEGRAM_MESSAGES_PER_SECOND", in: 0...10_000)
    out.whatsApp = whatsApp()
    out.whatsAppAPIBase = base("WHATSAPP_API_BASE")
    out.telegramAPIBase = base("TELEGRAM_API_BASE") ?? out.telegramAPIBase
    out.telegramBotToken = telegramToken()
    out.telegramSecretToken = value("TELEGRAM_SECRET_TOKEN")
    out.stripe = both("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET").map {
      StripeCredentials(secretKey: $0, webhookSecret: $1)
    }
    out.stripeAPIBase = base("STRIPE_API_BASE") ?? out.stripeAPIBase
    out.xendit = both("XENDIT_SECRET_KEY", "XENDIT_CALLBACK_TOKEN").map {
      XenditCredentials(secretKey: $0, callbackToken: $1)
    }
    out.xenditAPIBase = base("XENDIT_API_BASE") ?? out.xenditAPIBase
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

  private mutating func base(_ name: String) -> String? {
    guard let text = value(name) else { return nil }
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
      note(name, "'\(text)'", "an http or https address")
      return nil
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// All four or none: a half-configured account would lose messages silently.
  private mutating func whatsApp() -> Configuration.WhatsAppAccount? {
    let names = ["WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"]
    let values = names.map(value)
    let found = values.compactMap { $0 }
    guard !found.isEmpty else { return nil }
    guard found.count == names.count else {
      let missing = zip(names, values).filter { $0.1 == nil }.map(\.0)
      note(missing.joined(separator: ", "), "nothing", "all of \(names.joined(separator: ", ")), or none of them")
      return nil
    }
    return Configuration.WhatsAppAccount(
      phoneNumberID: found[0], accessToken: found[1], appSecret: found[2], verifyToken: found[3])
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

  private mutating func telegramToken() -> String? {
    guard let token = value("TELEGRAM_BOT_TOKEN") else { return nil }
    let parts = token.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(\.isNumber), !parts[1].isEmpty else {
      note("TELEGRAM_BOT_TOKEN", "a token of another form", "<digits>:<letters and digits>, as @BotFather gives it")
      return nil
    }
    return token
  }
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
