import CCurl
import Synchronization

/// Where a request goes, checked: an http or https URL and a request line and headers that cannot be split.
struct CurlTarget: Sendable {
  /// `https://api.telegram.org`: all of the URL that an error text or a log may show.
  let origin: String
  let isSecure: Bool
  /// Never sent through a proxy.
  let isLoopback: Bool

  /// URLs that were read lately: a channel sends to the same few again and again.
  private static let known = Mutex<[String: CurlTarget]>([:])
  private static let mostKnown = 256

  init(_ request: HTTPRequest) throws(TransportError) {
    if let known = Self.known.withLock({ $0[request.url] }) {
      self = known
    } else {
      self = try CurlTarget(url: request.url)
      Self.known.withLock { [self] known in
        if known.count >= Self.mostKnown { known = [:] }
        known[request.url] = self
      }
    }
    try Self.check(request, to: origin)
  }

  private init(url: String) throws(TransportError) {
    guard let parsed = curl_url() else { throw .notSent("out of memory") }
    defer { curl_url_cleanup(parsed) }
    let code = curl_url_set(parsed, CURLUPART_URL, url, 0)
    guard code == CURLUE_OK else { throw .invalidURL(String(cString: curl_url_strerror(code))) }
    guard let scheme = Self.part(CURLUPART_SCHEME, of: parsed), scheme == "http" || scheme == "https" else {
      throw .invalidURL("its scheme is neither http nor https")
    }
    guard let host = Self.part(CURLUPART_HOST, of: parsed) else { throw .invalidURL("it has no host") }
    let port = Self.part(CURLUPART_PORT, of: parsed)
    origin = "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    isSecure = scheme == "https"
    isLoopback = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
  }

  private static func part(_ part: CURLUPart, of parsed: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parsed, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  private static func check(_ request: HTTPRequest, to origin: String) throws(TransportError) {
    guard !request.method.isEmpty, request.method.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw .notSent("\(origin): the method is not a word")
    }
    guard request.timeoutMilliseconds > 0 else { throw .notSent("\(origin): the time-out is not above 0") }
    for (name, value) in request.headers {
      guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") }) else {
        throw .notSent("\(origin): a header's name is not a word")
      }
      guard value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }) else {
        throw .notSent("\(origin): the header \(name) holds a control character")
      }
    }
  }
}
