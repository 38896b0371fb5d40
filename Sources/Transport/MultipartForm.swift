/// A body of `multipart/form-data` (RFC 7578), for APIs that take a file.
package struct MultipartForm: Sendable {
  package struct Part: Sendable {
    package var name: String
    package var fileName: String?
    package var mediaType: String?
    package var bytes: [UInt8]

    package init(_ name: String, _ text: String) {
      self.name = name
      bytes = Array(text.utf8)
    }

    package init(_ name: String, fileName: String, mediaType: String, bytes: [UInt8]) {
      self.name = name
      self.fileName = fileName
      self.mediaType = mediaType
      self.bytes = bytes
    }
  }

  private let parts: [Part]
  private let boundary: String

  package init(_ parts: [Part]) {
    self.parts = parts
    // Lengthened until no part holds it, so that a part never ends the body.
    var boundary = "souk-form-boundary"
    while parts.contains(where: { $0.bytes.firstRange(of: boundary.utf8) != nil }) { boundary += "-x" }
    self.boundary = boundary
  }

  package var contentType: String { "multipart/form-data; boundary=\(boundary)" }

  package var body: [UInt8] {
    var out: [UInt8] = []
    for part in parts {
      var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(part.name)\""
      if let file = part.fileName { head += "; filename=\"\(file)\"" }
      if let type = part.mediaType { head += "\r\nContent-Type: \(type)" }
      out += Array((head + "\r\n\r\n").utf8) + part.bytes + Array("\r\n".utf8)
    }
    return out + Array("--\(boundary)--\r\n".utf8)
  }
}
