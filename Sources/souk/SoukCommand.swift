import ArgumentParser
import Dialogue
import Foundation

/// `souk`: one binary for serving, chatting, importing and looking after shops.
@main
struct SoukCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "souk", abstract: "A chat-commerce server: shops on WhatsApp, Telegram and a console.",
    subcommands: [
      ServeCommand.self, ChatCommand.self, ImportCommand.self, OrdersCommand.self, TeamCommand.self, SearchCommand.self,
      ExplainCommand.self, StoresCommand.self, ChannelsCommand.self, ConversationsCommand.self, UsersCommand.self,
      KeysCommand.self, MigrateCommand.self,
      DoctorCommand.self, BackupCommand.self, RetryCommand.self, AuditCommand.self, DemoCommand.self, EvalCommand.self,
      AskCommand.self, CouponsCommand.self, CustomersCommand.self, StockCommand.self, SharedCommand.self,
      PaymentsCommand.self,
      DemandCommand.self,
      ModelCommand.self, TestCommand.self, ReplayCommand.self,
    ])

  /// Exit codes: 0 done, 1 failed, 2 (or 64) not understood.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as ExitCode {
      Foundation.exit(error.rawValue)
    } catch let error as any CustomStringConvertible & Error where !isParserError(error) {
      fail("\(error)")
    } catch {
      exit(withError: error)
    }
  }

  private static func isParserError(_ error: any Error) -> Bool {
    error is CleanExit || error is ValidationError || "\(type(of: error))".hasPrefix("CommandError")
      || "\(type(of: error))".hasPrefix("ParserError")
  }

  private static func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("souk: \(text)\n".utf8))
    Foundation.exit(1)
  }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// Options that most commands share.
struct StoreOption: ParsableArguments {
  @Option(name: .long, help: "The store's slug; SOUK_STORE (main) where none is given.")
  var store: String?
}

extension AsyncParsableCommand {
  /// The configuration of the environment; all its errors at once.
  func environment() throws -> Configuration { try Configuration.read(ProcessInfo.processInfo.environment) }
}

/// Prints JSON for other programs: sorted keys, no escaped slashes.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  let text = String(decoding: try encoder.encode(value), as: UTF8.self)
  // Foundation breaks the line within an empty list.
  print(text.utf8.count < 8 && text.hasPrefix("[") ? "[]" : text)
}
