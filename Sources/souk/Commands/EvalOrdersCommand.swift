import ArgumentParser
import Foundation

/// `souk eval orders`: reads orders against a menu and counts the lines that are right.
struct EvalOrdersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "Read the orders of a file against a menu and count the lines that are right.",
    discussion: """
      Both files are tab-separated with a header. --menu has the column 'item' and may have 'category' (Drinks > \
      Coffee), 'aliases' (separated by ;) and 'price'. --test has 'text' and 'items': what the text orders, as \
      '2 x Latte; 1 x Mocha', or nothing. A line is right when the item and how many of it are; an item ordered in two \
      lines is counted as one line with both.
      """)

  @Option(help: "What can be ordered.")
  var menu: String

  @Option(help: "Texts with what they order.")
  var test: String

  @Option(help: "Where to write what was read in each text (tab-separated).")
  var predictions: String?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    let menu = try MenuItem.read(menu)
    let evaluation = try OrderEvaluation(
      menu: menu, test: try OrderRow.read(test, menu: menu), home: try environment().home)
    if let predictions { try evaluation.writePredictions(to: predictions) }
    switch format {
    case .json: try printJSON(evaluation.report)
    case .text: print(evaluation.report.text)
    }
  }
}
