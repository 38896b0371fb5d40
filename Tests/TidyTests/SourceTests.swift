import Foundation
import Testing

/// The rules on the shape of the code that a formatter does not know.
@Suite struct SourceTests {
  /// Each of these may know what lies below, and none of the others.
  static let siblings: Set<String> = [
    "Workflows", "Channels", "Storage", "Search", "CatalogImport", "Inference", "Payments", "Analytics", "Charts",
  ]

  /// What a module may import of ours; arrows point one way.
  static let below: [String: Set<String>] = [
    "Commerce": [], "Language": ["CVectors"], "Transport": ["CCurl", "CCurlShim"],
    "Dialogue": ["Commerce", "Language", "Transport"],
    "Web": ["Storage", "Dialogue", "Commerce", "Transport", "CCrypt"],
  ]

  private static func imports(_ file: Project.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count else { return nil }
      return String(words[words.count > index + 2 ? index + 2 : index + 1].prefix { $0 != "." })
    }
  }

  @Test(arguments: siblings.sorted())
  func `a module imports none of its siblings`(module: String) throws {
    for file in try Project.swift(under: "Sources/" + module) {
      let wrong = Set(Self.imports(file)).intersection(Self.siblings.union(["Web", "souk"]).subtracting([module]))
      #expect(wrong.isEmpty, "\(file) imports \(wrong.sorted())")
    }
  }

  @Test(arguments: below.keys.sorted())
  func `the lower modules import only what lies below them`(module: String) throws {
    let ours = Set(try Project.folders(in: "Sources"))
    let allowed = try #require(Self.below[module])
    for file in try Project.swift(under: "Sources/" + module) {
      let wrong = Set(Self.imports(file)).intersection(ours).subtracting(allowed)
      #expect(wrong.isEmpty, "\(file) imports \(wrong.sorted())")
    }
  }

  @Test func `what can crash or race has its reason on the line above`() throws {
    let dangers = [" try? ", " try! ", "@unchecked Sendable", "nonisolated(unsafe)", "fatalError("]
    for file in try Project.swift(under: "Sources") {
      let lines = file.lines
      for (index, line) in lines.enumerated() {
        let code = line.trimmingCharacters(in: .whitespaces)
        guard !code.hasPrefix("//"), let danger = dangers.first(where: { " \(code)".contains($0) }) else { continue }
        let above = index > 0 ? lines[index - 1].trimmingCharacters(in: .whitespaces) : ""
        #expect(above.hasPrefix("//"), "\(file):\(index + 1) has \(danger) and no reason above it")
      }
    }
  }

  @Test func `no source file is over 400 lines and no line over 120 characters`() throws {
    for file in try Project.swift(under: "Sources") + Project.swift(under: "Benchmarks") {
      #expect(file.lines.count <= 401, "\(file) has \(file.lines.count - 1) lines")
      for (index, line) in file.lines.enumerated() where line.count > 120 && !Self.isText(line) {
        Issue.record("\(file):\(index + 1) has \(line.count) characters")
      }
    }
  }

  /// One long literal, which no line break would make easier to read.
  private static func isText(_ line: Substring) -> Bool {
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false).map(\.count)
    let isInText = parts.count == 1 && !line.contains("//") && !line.contains("(") && !line.contains("{")
    return isInText || parts.count > 1 && parts.max() ?? 0 > line.count / 2
  }

  @Test func `nothing is left to be done`() throws {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    for file in try Project.swift(under: "Sources") + Project.swift(under: "Tests") {
      for (index, line) in file.lines.enumerated() where marks.contains(where: { line.contains($0) }) {
        Issue.record("\(file):\(index + 1) leaves something to be done")
      }
    }
  }

  @Test func `a channel is a folder and a file of settings of its name`() throws {
    let folders = try Project.folders(in: "Sources/Channels").map { $0.lowercased() }
    let settings = try Project.files(under: "channels", ".yaml").map {
      String($0.path.dropFirst("channels/".count).dropLast(".yaml".count))
    }
    #expect(folders.sorted() == settings.sorted())
  }
}
