import Foundation
import Synchronization

/// A loopback server of raw sockets, for answers no well-behaved server gives; each connection gets a thread.
///
/// Every read gives up after ten seconds, so that a test that fails also ends.
final class RawServer: Sendable {
  let port: Int
  private let listener: Int32
  private let counts = Mutex((connections: 0, requests: 0))

  var url: String { "http://127.0.0.1:\(port)" }
  var connectionCount: Int { counts.withLock { $0.connections } }
  var requestCount: Int { counts.withLock { $0.requests } }

  init(_ serve: @escaping @Sendable (RawConnection) -> Void) throws {
    let (listener, port) = try Self.listen()
    self.listener = listener
    self.port = port
    Thread.detachNewThread { [self] in
      while case let socket = accept(listener, nil, nil), socket >= 0 {
        counts.withLock { $0.connections += 1 }
        Thread.detachNewThread {
          serve(RawConnection(socket) { self.counts.withLock { $0.requests += 1 } })
          close(socket)
        }
      }
      close(listener)
    }
  }

  /// Ends `accept`; what is open ends by itself.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// A port of loopback on which nothing listens.
  static func deadPort() throws -> Int {
    let (listener, port) = try listen()
    close(listener)
    return port
  }

  private static func listen() throws -> (socket: Int32, port: Int) {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failed = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) != 0 || Glibc.listen(socket, 128) != 0 || getsockname(socket, $0, &length) != 0
      }
    }
    if failed { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }
}

/// A request as it came over the wire.
struct RawRequest: Sendable {
  var head: String
  var body: [UInt8]

  var line: String { head.components(separatedBy: "\r\n").first ?? "" }
}

/// One connection of a `RawServer`, on its own thread.
struct RawConnection {
  let socket: Int32
  private let count: @Sendable () -> Void

  init(_ socket: Int32, count: @escaping @Sendable () -> Void) {
    self.socket = socket
    self.count = count
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  /// The next request with its body, which must have a Content-Length; nil at the end of the connection.
  func read() -> RawRequest? {
    var bytes: [UInt8] = []
    while true {
      if let request = Self.parse(bytes) {
        count()
        return request
      }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let received = recv(socket, &buffer, buffer.count, 0)
      guard received > 0 else { return nil }
      bytes += buffer[..<received]
    }
  }

  private static func parse(_ bytes: [UInt8]) -> RawRequest? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
    let lengthLine = head.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
    let length = lengthLine.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    guard bytes.count >= end.upperBound + length else { return nil }
    return RawRequest(head: head, body: Array(bytes[end.upperBound..<end.upperBound + length]))
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    var offset = 0
    while offset < bytes.count {
      let sent = bytes[offset...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return }
      offset += sent
    }
  }

  func answer(_ body: String, headers: String = "") {
    write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
  }

  /// Closes with a reset instead of an orderly end.
  func reset() {
    var lingering = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
  }

  /// Waits until the other side closes.
  func waitForEnd() {
    var byte: UInt8 = 0
    while recv(socket, &byte, 1, 0) > 0 {}
  }
}
