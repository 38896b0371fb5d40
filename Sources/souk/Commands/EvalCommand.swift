import ArgumentParser

/// `souk eval …`: measures what Souk understands and finds on files of one's own.
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure understanding and search on files of your own.",
    subcommands: [
      EvalIntentsCommand.self,
      EvalSearchCommand.self,
    ])
}
