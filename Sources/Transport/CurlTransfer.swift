import CCurl
import CCurlShim

/// One request on an easy handle, and what has come back so far; used on the loop's thread alone.
final class CurlTransfer {
  /// A server that sends more header bytes than this is broken or hostile.
  static let maximumHeaderBytes = 256 << 10

  let job: CurlJob
  let easy: UnsafeMutableRawPointer
  let deadline: ContinuousClock.Instant
  private let maximumResponseBytes: Int
  /// Read by libcurl until the transfer ends.
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var bodyOffset = 0
  private var headers: [String: String] = [:]
  private var headerBytes = 0
  private var body: [UInt8] = []
  private var isTooLarge = false

  init(_ job: CurlJob, on easy: UnsafeMutableRawPointer, settings: CurlSettings, now: ContinuousClock.Instant) {
    self.job = job
    self.easy = easy
    self.maximumResponseBytes = settings.maximumResponseBytes
    self.deadline = now.advanced(by: .milliseconds(job.request.timeoutMilliseconds))
  }

  deinit { curl_slist_free_all(headerList) }

  /// Keeps the header lines alive as long as the transfer.
  func own(_ list: UnsafeMutablePointer<curl_slist>?) { headerList = list }

  /// The next bytes of the request's body, copied to where libcurl wants them.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let body = job.request.body else { return 0 }
    let count = min(buffer.count, body.count - bodyOffset)
    buffer.copyBytes(from: body[bodyOffset..<bodyOffset + count])
    bodyOffset += count
    return count
  }

  /// - Returns: whether the transfer may go on.
  func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    guard body.count + bytes.count <= maximumResponseBytes else {
      isTooLarge = true
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  /// One line of the response's head; a new status line (after a 100) starts it again.
  /// - Returns: whether the transfer may go on.
  func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
    headerBytes += bytes.count
    guard headerBytes <= Self.maximumHeaderBytes else {
      isTooLarge = true
      return false
    }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
      if bytes.starts(with: "HTTP/".utf8) { headers = [:] }
      return true
    }
    let name = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    let value = Self.trimmed(UnsafeRawBufferPointer(rebasing: bytes[(colon + 1)...]))
    headers[name] = headers[name].map { "\($0), \(value)" } ?? value
    return true
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> String {
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 }) else {
      return ""
    }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}

extension CurlTransfer {
  func result(of code: CURLcode) -> Result<HTTPResponse, TransportError> {
    if isTooLarge || code == CURLE_FILESIZE_EXCEEDED { return .failure(.tooLarge(limit: maximumResponseBytes)) }
    switch code {
    case CURLE_OK:
      let status = souk_curl_get_long(easy, CURLINFO_RESPONSE_CODE)
      return .success(HTTPResponse(status: status, headers: headers, body: body))
    case CURLE_OPERATION_TIMEDOUT:
      return .failure(timedOut())
    case CURLE_SEND_FAIL_REWIND:
      return .failure(failure("the connection broke before an answer"))
    default:
      return .failure(failure("\(String(cString: curl_easy_strerror(code))) (libcurl \(code.rawValue))"))
    }
  }

  func timedOut() -> TransportError {
    failure("no answer within \(job.request.timeoutMilliseconds) ms")
  }

  /// Whether the other side can have seen the request decides which failure it is.
  ///
  /// The first count is of what went out on any attempt; HTTP/2 does not always count, hence the time of the send too.
  func failure(_ reason: String) -> TransportError {
    let sentBytes = souk_curl_get_long(easy, CURLINFO_REQUEST_SIZE)
    let sendBegan = souk_curl_get_int64(easy, CURLINFO_PRETRANSFER_TIME_T)
    let text = "\(job.target.origin): \(reason)"
    return sentBytes > 0 || sendBegan > 0 ? .unknownOutcome(text) : .notSent(text)
  }
}
