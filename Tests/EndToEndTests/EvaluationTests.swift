import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `souk eval intents` as somebody with files of their own runs it.
  @Suite struct EvaluationTests {
    private static let train = """
      intent\ttext\tnote
      greet\thello there\tx
      greet\tgood morning\tx
      greet\thi, how are you
      status\twhere is my order
      status\thas my parcel been sent
      status\ttrack my package please
      oos\twhat is the capital of France
      oos\ttell me a joke about cats
      """
    private static let test = """
      text\tintent
      hello, good morning\tgreet
      where is my parcel\tstatus
      track my order\tstatus
      hi there\tstatus
      what is the height of the Eiffel tower\toos
      """

    @Test func `intents are trained from one file and measured on another`() async throws {
      let folder = try Self.folder(["train.tsv": Self.train, "test.tsv": Self.test])
      defer { Self.remove(folder) }
      let run = try await SoukProgram.run(
        [
          "eval", "intents", "--train", "train.tsv", "--test", "test.tsv", "--predictions", "out.tsv", "--format",
          "json",
        ], environment: [:], folder: folder)
      #expect(run.status == 0, "\(run.errors)")
      let report = try #require(
        JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.output)")
      #expect(report["tests"] as? Int == 4 && report["correct"] as? Int == 3)
      #expect(report["accuracy"] as? Double == 0.75)
      #expect(report["out_of_scope_tests"] as? Int == 1 && report["threshold"] as? Double == 0.5)
      #expect((report["training_seconds"] as? Double ?? 0) > 0)
      let intents = report["intents"] as? [[String: Any]] ?? []
      #expect(intents.map { $0["intent"] as? String } == ["greet", "status"])
      #expect(intents.map { $0["recall"] as? Double } == [1, 2.0 / 3])

      let lines = SoukProgram.text(folder, "out.tsv").split(separator: "\n").map { $0.split(separator: "\t") }
      #expect(lines.first == ["text", "intent", "predicted", "confidence", "in_scope"])
      #expect(lines.dropFirst().map { $0[0] }.first == "hello, good morning" && lines.count == 6)
    }

    @Test func `a threshold from other texts turns away those that have no intent`() async throws {
      let valid = "text\tintent\nhello hello\tgreet\nmy order please\tstatus\n"
      let folder = try Self.folder(["train.tsv": Self.train, "test.tsv": Self.test, "valid.tsv": valid])
      defer { Self.remove(folder) }
      let run = try await SoukProgram.run(
        ["eval", "intents", "--train", "train.tsv", "--test", "test.tsv", "--valid", "valid.tsv"], environment: [:],
        folder: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("in scope") && run.output.contains("out of scope"), "\(run.output)")
    }

    @Test func `a file that does not fit is named with its line and what is expected`() async throws {
      let folder = try Self.folder([
        "train.tsv": Self.train, "header.tsv": "sentence\tlabel\nhi\tgreet\n", "ragged.tsv": "text\tintent\nhi\n",
        "blank.tsv": "text\tintent\nhi\t\n", "one.tsv": "text\tintent\nhi\tgreet\n", "empty.tsv": "text\tintent\n",
      ])
      defer { Self.remove(folder) }
      let wrong = [
        "header.tsv": "header.tsv:1", "ragged.tsv": "ragged.tsv:2", "blank.tsv": "blank.tsv:2",
        "empty.tsv": "empty.tsv",
        "nowhere.tsv": "nowhere.tsv",
      ]
      for (file, place) in wrong {
        let run = try await SoukProgram.run(
          ["eval", "intents", "--train", "train.tsv", "--test", file], environment: [:], folder: folder)
        #expect(run.status == 1 && run.output == "" && run.errors.contains(place), "\(file): \(run)")
      }
      let single = try await SoukProgram.run(
        ["eval", "intents", "--train", "one.tsv", "--test", "one.tsv"], environment: [:], folder: folder)
      #expect(single.status == 1 && single.errors.hasPrefix("souk: "), "\(single)")
    }

    private static func folder(_ files: [String: String]) throws -> URL {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-eval-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
      return folder
    }

    private static func remove(_ folder: URL) {
      do {
        try FileManager.default.removeItem(at: folder)
      } catch {
        Issue.record("\(folder.path) could not be removed: \(error)")
      }
    }
  }
}
