import Foundation
import Testing
import Yams

/// One line of `Tests/Attacks/*.yaml`.
struct Attack: Sendable, Decodable, CustomTestStringConvertible {
  var text: String
  /// What it is after; ``HostileModel`` knows how to give it.
  var wants: String
  var language: String
  /// How it is dressed.
  var how: String

  var testDescription: String { "\(wants) (\(language), \(how)): \(text.prefix(60))" }
}

/// Where an attack is hidden; each is a file.
enum AttackPlace: String, Sendable, CaseIterable {
  case message, title, description, orderNote = "order-note", fileName = "file-name", contactName = "contact-name"
  case quoted

  func attacks() throws -> [Attack] {
    let path = "\(Project.folder)/Tests/Attacks/\(rawValue).yaml"
    return try YAMLDecoder().decode([Attack].self, from: String(contentsOfFile: path, encoding: .utf8))
  }
}
