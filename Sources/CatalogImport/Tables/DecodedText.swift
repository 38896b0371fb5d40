/// A file's text as UTF-8, without its byte order mark and without control characters.
struct DecodedText: Sendable {
  let bytes: [UInt8]
  /// Said to the owner where the encoding had to be guessed.
  let note: String?

  /// UTF-8, UTF-16 by its mark, and what is no UTF-8 as Windows-1252, which old spreadsheets write.
  init(_ raw: [UInt8]) {
    if raw.starts(with: [0xff, 0xfe]) || raw.starts(with: [0xfe, 0xff]) {
      bytes = Self.withoutControls(Self.utf16(raw))
      note = nil
    } else if String(validating: raw, as: UTF8.self) != nil {
      let mark: [UInt8] = [0xef, 0xbb, 0xbf]
      bytes = Self.withoutControls(raw.starts(with: mark) ? Array(raw.dropFirst(mark.count)) : raw)
      note = nil
    } else {
      bytes = Self.withoutControls(Self.windows1252(raw))
      note = "the file is not UTF-8 and was read as Windows-1252"
    }
  }

  private static func utf16(_ raw: [UInt8]) -> [UInt8] {
    let low = raw[0] == 0xff ? 0 : 1
    let units = stride(from: 2, to: raw.count - 1, by: 2).map { index in
      UInt16(raw[index + low]) | UInt16(raw[index + 1 - low]) << 8
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private static func windows1252(_ raw: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(raw.count + raw.count / 8)
    for byte in raw {
      if byte < 0x80 {
        out.append(byte)
      } else {
        let scalar = byte < 0xa0 ? upperControls[Int(byte - 0x80)] : UInt32(byte)
        out.append(contentsOf: utf8(scalar))
      }
    }
    return out
  }

  private static func utf8(_ scalar: UInt32) -> String.UTF8View {
    String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{fffd}").utf8
  }

  /// A NUL cannot be stored by every database and other controls mean nothing in a catalogue; each becomes a space.
  private static func withoutControls(_ bytes: [UInt8]) -> [UInt8] {
    func isControl(_ byte: UInt8) -> Bool {
      byte == 0x7f || (byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d)
    }
    guard bytes.contains(where: isControl) else { return bytes }
    return bytes.map { isControl($0) ? 0x20 : $0 }
  }

  /// Windows-1252, 0x80 to 0x9F (unicode.org, CP1252.TXT); its five holes become the replacement character.
  private static let upperControls: [UInt32] = [
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd,
    0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
    0x0153, 0xfffd, 0x017e, 0x0178,
  ]
}
