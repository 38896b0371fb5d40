import Foundation

/// Reads a `multipart/form-data` body as a server does, without a line of the code that writes them.
package struct FormReader: Sendable {
  package struct Part: Sendable {
    package var name: String
    package var fileName: String?
    package var mediaType: String?
    package var bytes: [UInt8]

    package var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  package let parts: [Part]

  /// nil for what is no such body, or breaks its form.
  package init?(contentType: String?, body: [UInt8]) {
    guard let contentType, contentType.hasPrefix("multipart/form-data"),
      let mark = contentType.range(of: "boundary=")
    else { return nil }
    let boundary = Array(("--" + contentType[mark.upperBound...]).utf8)
    let data = Data(body)
    var parts: [Part] = []
    var place = data.range(of: Data(boundary), in: 0..<data.count)
    while let start = place {
      if data[start.upperBound...].starts(with: Array("--".utf8)) {
        self.parts = parts
        return
      }
      guard let next = data.range(of: Data("\r\n".utf8) + Data(boundary), in: start.upperBound..<data.count),
        let gap = data.range(of: Data("\r\n\r\n".utf8), in: start.upperBound..<next.lowerBound)
      else { return nil }
      let head = String(decoding: data[start.upperBound..<gap.lowerBound], as: UTF8.self)
      guard let name = Self.value("name", in: head) else { return nil }
      parts.append(
        Part(
          name: name, fileName: Self.value("filename", in: head), mediaType: Self.mediaType(head),
          bytes: Array(data[gap.upperBound..<next.lowerBound])))
      place = next.lowerBound + 2..<next.upperBound
    }
    return nil
  }

  package subscript(name: String) -> Part? { parts.first { $0.name == name } }

  private static func value(_ key: String, in head: String) -> String? {
    guard let start = head.range(of: " \(key)=\"") else { return nil }
    return String(head[start.upperBound...].prefix { $0 != "\"" })
  }

  private static func mediaType(_ head: String) -> String? {
    let line = head.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-type:") }
    return line.map { String($0.dropFirst("content-type:".count)).trimmingCharacters(in: .whitespaces) }
  }
}

package enum PNG {
  /// Width and height of a PNG, by its own header; nil for what is none.
  package static func size(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    let mark: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    guard bytes.count > 24, bytes.starts(with: mark), Array(bytes[12..<16]) == Array("IHDR".utf8) else { return nil }
    func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }
}
