import Foundation

/// What shoppers write, read from `Benchmarks/turn-messages.txt`.
struct Talk {
  /// One shopper's messages in order.
  let conversations: [[String]]

  var count: Int { conversations.reduce(0) { $0 + $1.count } }

  init(path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n").filter {
      !$0.hasPrefix("#")
    }
    conversations = lines.split(separator: "").map(Array.init)
  }
}
