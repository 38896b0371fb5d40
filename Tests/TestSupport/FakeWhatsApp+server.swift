import Foundation
import Synchronization

extension FakeWhatsApp {
  /// One call of the Cloud API; also asked by tests that put several numbers behind one address.
  package func answer(_ request: FakeHTTPRequest) async -> FakeHTTPResponse {
    let parts = request.path.split(separator: "/").map(String.init)
    guard request.method == "POST", parts.count == 3, parts[0].hasPrefix("v"),
      ["messages", "media"].contains(parts[2])
    else {
      return Self.error(code: 100, status: 404, text: "Unknown path components: \(request.path)")
    }
    let token = parts[1] == options.phoneNumberID ? options.accessToken : options.otherNumbers[parts[1]]
    guard let token else { return Self.error(code: 100, status: 400, text: "Object '\(parts[1])' does not exist") }
    guard request.headers["authorization"] == "Bearer " + token else {
      let given = request.headers["authorization"] ?? ""
      // Meta repeats the token it was given: no log may show it.
      return Self.error(code: 190, status: 401, text: "Malformed access token \(given.replacing("Bearer ", with: ""))")
    }
    if parts[2] == "media" { return answer(upload: request) }
    guard request.headers["content-type"]?.hasPrefix("application/json") == true else {
      return Self.error(code: 100, status: 400, text: "The body is not JSON")
    }
    var call = WhatsAppCall(body: request.body, number: parts[1])
    guard call.isMessage else { return answer(readMark: call) }
    if let breach = call.breaches.first {
      return refuse(&call, code: breach.code, status: 400, text: breach.text)
    }
    if let id = call.pictureID, state.withLock({ $0.media[id] == nil }) {
      return refuse(&call, code: 131_009, status: 400, text: "No media with id \(id)")
    }
    if let fault = takeFault(for: call.recipient) { return await answer(&call, fault: fault) }
    return take(&call)
  }

  /// Meta's rules for images: PNG or JPEG, 5 MB, the type said twice.
  private func answer(upload request: FakeHTTPRequest) -> FakeHTTPResponse {
    let fault: Fault? = state.withLock { $0.mediaFaults.isEmpty ? nil : $0.mediaFaults.removeFirst() }
    switch fault {
    case .error(let code, let status, let retryAfter):
      return Self.error(code: code, status: status, text: "(#\(code)) injected", retryAfterSeconds: retryAfter)
    case .status(let status, let html, _): return FakeHTTPResponse(status: status, body: Array(html.utf8))
    case .reset: return .reset
    default: break
    }
    guard let form = FormReader(contentType: request.headers["content-type"], body: request.body),
      form["messaging_product"]?.text == "whatsapp", let file = form["file"], file.fileName != nil
    else { return Self.error(code: 100, status: 400, text: "The upload is no form with a file") }
    guard file.mediaType == "image/png", form["type"]?.text == "image/png", PNG.size(file.bytes) != nil,
      file.bytes.count <= 5 << 20
    else { return Self.error(code: 131_053, status: 400, text: "Media upload error: no PNG of 5 MB at most") }
    let id = state.withLock { state in
      let id = "media.\(state.media.count + 1)"
      state.media[id] = file.bytes
      return id
    }
    return FakeHTTPResponse(json: Self.json(["id": id]))
  }

  private func answer(readMark call: WhatsAppCall) -> FakeHTTPResponse {
    var call = call
    if let breach = call.breaches.first { return refuse(&call, code: breach.code, status: 400, text: breach.text) }
    state.withLock { $0.calls.append(call) }
    return FakeHTTPResponse(json: #"{"success":true}"#)
  }

  /// Takes a message: it is on the shopper's screen from here.
  private func take(_ call: inout WhatsAppCall) -> FakeHTTPResponse {
    if let refusal = refusalByRate(of: call) {
      return refuse(&call, code: refusal.code, status: 400, text: refusal.text)
    }
    let recipient = call.recipient
    let taken = call
    let id = state.withLock { state in
      state.lastID += 1
      let given = options.firstMessageIDs.dropFirst(state.taken).first
      let id = given ?? "wamid.FAKEOUT\(state.lastID)"
      state.taken += 1
      var call = taken
      call.messageID = id
      state.calls.append(call)
      return id
    }
    call.messageID = id
    let contact =
      recipient.contains(".")
      ? ["input": recipient, "user_id": recipient] : ["input": recipient, "wa_id": recipient]
    return FakeHTTPResponse(
      json: Self.json([
        "messaging_product": "whatsapp", "contacts": [contact], "messages": [["id": id]],
      ]))
  }

  private func refusalByRate(of call: WhatsAppCall) -> WhatsAppLimitChecker.Breach? {
    let recipient = call.recipient
    return state.withLock { state in
      if options.requiresOpenWindow, !state.writers.contains(recipient) {
        return .init(code: 131_047, text: "More than 24 hours have passed since the recipient last replied")
      }
      guard options.enforcesPace else { return nil }
      return state.pace.refusal(of: recipient, at: options.now())
    }
  }

  private func refuse(
    _ call: inout WhatsAppCall, code: Int, status: Int, text: String, retryAfterSeconds: Int? = nil
  ) -> FakeHTTPResponse {
    call.status = status
    record(call)
    return Self.error(code: code, status: status, text: text, retryAfterSeconds: retryAfterSeconds)
  }

  private func record(_ call: WhatsAppCall) { state.withLock { $0.calls.append(call) } }

  private func takeFault(for recipient: String) -> Fault? {
    state.withLock { state in
      guard let index = state.faults.firstIndex(where: { $0.recipient == nil || $0.recipient == recipient }) else {
        return nil
      }
      return state.faults.remove(at: index).fault
    }
  }

  private func answer(_ call: inout WhatsAppCall, fault: Fault) async -> FakeHTTPResponse {
    switch fault {
    case .error(let code, let status, let retryAfter):
      return refuse(&call, code: code, status: status, text: "(#\(code)) injected", retryAfterSeconds: retryAfter)
    case .status(let status, let html, let retryAfter):
      call.status = status
      record(call)
      return FakeHTTPResponse(
        status: status,
        headers: [("content-type", "text/html")] + Self.retryAfter(retryAfter), body: Array(html.utf8))
    case .reset(let isTaken):
      if isTaken {
        _ = take(&call)
      } else {
        call.status = 0
        record(call)
      }
      return .reset
    case .late(let milliseconds):
      let response = take(&call)
      do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return response }
      return response
    case .garbledAnswer:
      _ = take(&call)
      return FakeHTTPResponse(json: #"{"messaging_product":"whatsapp","mess"#)
    }
  }

  private static func retryAfter(_ seconds: Int?) -> [(name: String, value: String)] {
    seconds.map { [("retry-after", String($0))] } ?? []
  }

  private static func error(
    code: Int, status: Int, text: String, retryAfterSeconds: Int? = nil
  ) -> FakeHTTPResponse {
    let error: [String: Any] = [
      "message": text, "type": "OAuthException", "code": code, "fbtrace_id": "FAKE",
      "error_data": ["messaging_product": "whatsapp", "details": text],
    ]
    return FakeHTTPResponse(status: status, json: json(["error": error]), headers: retryAfter(retryAfterSeconds))
  }

  static func json(_ object: [String: Any]) -> String {
    let data = (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}

/// Meta's rates: 80 a second for a number; to one shopper 45 at once, paid back at one each 6 s.
struct WhatsAppPace {
  private static let burst = 45.0
  private static let secondsPerMessage = 6.0
  private static let messagesPerSecond = 80

  private var pairs: [String: (allowance: Double, at: ContinuousClock.Instant)] = [:]
  private var recent: [ContinuousClock.Instant] = []

  mutating func refusal(
    of recipient: String, at now: ContinuousClock.Instant
  ) -> WhatsAppLimitChecker.Breach? {
    recent.removeAll { $0.duration(to: now) > .seconds(1) }
    guard recent.count < Self.messagesPerSecond else { return .init(code: 130_429, text: "Rate limit hit") }
    var pair = pairs[recipient] ?? (Self.burst, now)
    let elapsed = pair.at.duration(to: now) / .seconds(1)
    pair = (min(Self.burst, pair.allowance + elapsed / Self.secondsPerMessage), now)
    defer { pairs[recipient] = pair }
    guard pair.allowance >= 1 else { return .init(code: 131_056, text: "pair rate limit hit") }
    pair.allowance -= 1
    recent.append(now)
    return nil
  }
}
