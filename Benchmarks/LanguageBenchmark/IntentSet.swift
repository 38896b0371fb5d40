import Foundation

/// One public set of texts with intents.
struct IntentSet {
  struct Row {
    var split: String
    var intent: String
    var text: String
  }

  var name: String
  var path: String
  var trainSplits: [String]
  var testSplit: String
  var intentColumn = 1
  var textColumn = 2
  /// Whether texts out of scope are given in training too.
  var givesStrangers = true

  static let all = [
    IntentSet(name: "banking77", path: "intents/banking77", trainSplits: ["train", "train_10"], testSplit: "valid"),
    IntentSet(name: "clinc150", path: "intents/clinc150", trainSplits: ["train", "train_10"], testSplit: "valid"),
    IntentSet(
      name: "clinc150-closed", path: "intents/clinc150", trainSplits: ["train", "train_10"], testSplit: "valid",
      givesStrangers: false),
    IntentSet(name: "hwu64", path: "intents/hwu64", trainSplits: ["train", "train_10"], testSplit: "valid"),
    IntentSet(name: "snips", path: "intents/snips", trainSplits: ["train"], testSplit: "valid"),
    IntentSet(
      name: "multidogo", path: "orders/multidogo-fastfood", trainSplits: ["train"], testSplit: "dev",
      intentColumn: 6, textColumn: 4),
  ]

  /// Reads `path.tsv.gz`; of several intents of a row the first counts.
  func rows(in folder: URL) throws -> [Row] {
    let text = try unpacked(folder.appendingPathComponent("\(path).tsv.gz"))
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count > max(intentColumn, textColumn) else { return nil }
      let intent = fields[intentColumn].components(separatedBy: "<div>")[0]
      return intent.isEmpty ? nil : Row(split: String(fields[0]), intent: intent, text: String(fields[textColumn]))
    }
  }

  private func unpacked(_ file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
