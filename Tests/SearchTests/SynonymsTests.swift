import Foundation
import Search
import Testing

@Suite("Reading synonyms")
struct SynonymsTests {
  private func failure(_ yaml: String) -> SearchError? {
    do {
      _ = try Synonyms.parse(yaml, path: "en.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test("The shipped file is right")
  func shippedFileIsRight() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    _ = try Synonyms.load(path: root.appendingPathComponent("prompts/synonyms/en.yaml").path)
  }

  @Test(
    "Mistakes are told with their line",
    arguments: [
      ("groups:\n  - [a, b]\n  - [alone]\n", 3), ("groups:\n  - [a, b]\nwords: []\n", 3),
      ("- [a, b]\n", 1), ("groups:\n  - [a, b\n", 3), ("groups:\n  - [a, {b: c}]\n", 2),
      ("groups:\n  - [a, one two three four five]\n", 2), ("groups:\n  - [a, a]\n", 2),
    ])
  func mistakesAreTold(yaml: String, line: Int) {
    guard case .invalidSynonyms(let path, let found, _)? = failure(yaml) else {
      Issue.record("no error for \(yaml)")
      return
    }
    #expect(path == "en.yaml")
    #expect(found == line)
  }

  @Test("A missing file is told")
  func missingFileIsTold() {
    #expect(throws: SearchError.self) { try Synonyms.load(path: "/nowhere/en.yaml") }
  }
}
