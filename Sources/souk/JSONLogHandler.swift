import Foundation
import Logging

/// Writes each line of the log as one JSON object to standard error: `time`, `level`, `message`, then what is known
/// beside it, by name.
struct JSONLogHandler: LogHandler {
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  /// Where lines go; each is one call, so that two threads' lines never mix.
  var write: @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }

  /// What the line itself is made of; a value of the same name is written with an underscore behind it.
  private static let own: Set<String> = ["time", "level", "message"]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = "{\"time\":\(Self.quoted(Date().formatted(Self.timeStyle)))"
    line += ",\"level\":\"\(event.level.rawValue)\",\"message\":\(Self.quoted("\(event.message)"))"
    var values = metadata.merging(event.metadata ?? [:]) { $1 }
    if let error = event.error { values["error"] = "\(error)" }
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      line += ",\(Self.quoted(Self.own.contains(name) ? name + "_" : name)):\(Self.quoted("\(value)"))"
    }
    write(line + "}\n")
  }

  private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  /// A JSON string; a control character or line break inside cannot end the line.
  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
