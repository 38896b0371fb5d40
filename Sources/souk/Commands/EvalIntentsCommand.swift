import ArgumentParser
import Foundation
import Language

/// `souk eval intents`: trains the built-in model on one file and measures it on another.
struct EvalIntentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intents", abstract: "Train the built-in intent model on one file and measure it on another.",
    discussion: """
      Files are tab-separated with a header that names the columns 'text' and 'intent'. Rows of intent 'oos' are out of \
      scope: in --train the model learns from them, in --test they are to be turned away. The threshold for that turns \
      away three in a hundred good rows of --valid, and is the model's own without --valid.
      """)

  @Option(help: "Examples to train on.")
  var train: String

  @Option(help: "Texts to measure on.")
  var test: String

  @Option(help: "Texts that set the threshold for out of scope.")
  var valid: String?

  @Option(help: "Where to write what was answered to each test text (tab-separated).")
  var predictions: String?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    let vectors = try StaticVectors(
      folder: URL(fileURLWithPath: try environment().home + "/prompts/embeddings"))
    let (train, test) = (try IntentRow.read(train), try IntentRow.read(test))
    let evaluation = try IntentEvaluation(
      train: train, test: test, valid: try valid.map { try IntentRow.read($0) }, vectors: vectors)
    if let predictions { try evaluation.writePredictions(to: predictions) }
    switch format {
    case .json: try printJSON(evaluation.report)
    case .text: print(evaluation.report.text)
    }
  }
}
