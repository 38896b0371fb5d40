import Commerce

/// What can go wrong in a command, with what to do about it.
enum SoukError: Error, CustomStringConvertible {
  case noStore(String, known: [String])
  case noSecretKey
  case cannotWrite(String)
  case usage(String)
  case failed(String)

  var description: String {
    switch self {
    case .noStore(let slug, let known):
      let list = known.isEmpty ? "there are none yet" : "there are: \(known.joined(separator: ", "))"
      return "no store '\(slug)' (\(list))\nhint: `souk import FILE --store \(slug)` makes one from a product export"
    case .noSecretKey:
      return
        "no secret key to keep channel credentials with\nhint: set SOUK_SECRET_KEY to 64 hex digits (`openssl rand -hex 32`)"
    case .cannotWrite(let path): return "cannot write \(path)\nhint: check the folder's permissions"
    case .usage(let text), .failed(let text): return text
    }
  }
}
