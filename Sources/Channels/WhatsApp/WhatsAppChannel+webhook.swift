import Commerce
import Dialogue
import Logging

extension WhatsAppChannel: WebhookReceiver {
  package var path: String { "/webhooks/whatsapp" }

  /// Meta's bodies hold at most 3 MB.
  package var maximumBodyBytes: Int { 3 << 20 }

  /// How soon Meta may try again where the inbox is not there; Meta chooses its own time.
  private static var retryAfterSeconds: Int { 5 }
  private static var maximumChallengeLength: Int { 1_024 }

  package func receive(_ request: WebhookRequest) async -> WebhookResponse {
    switch request.method {
    case .get: handshake(request.query)
    case .post: await delivery(request)
    }
  }

  /// Meta asks once, when the callback is set up, whether it is ours.
  private func handshake(_ query: [String: String]) -> WebhookResponse {
    let given = query["hub.verify_token"] ?? ""
    // Every account is looked at, so that the time tells nothing of which one matched.
    let matches = accounts.accounts(of: name).filter {
      WhatsAppSignature.equal($0.credentials["verify_token"] ?? "", given)
    }
    guard query["hub.mode"] == "subscribe", !matches.isEmpty else {
      logger.warning("a webhook handshake with a wrong verify token was refused")
      return .error(403, code: "wrong_verify_token", message: "The verify token is not the one configured.")
    }
    guard let challenge = query["hub.challenge"], challenge.utf8.count <= Self.maximumChallengeLength else {
      return .error(400, code: "no_challenge", message: "hub.challenge is missing or too long.")
    }
    return WebhookResponse(status: 200, body: challenge)
  }

  private func delivery(_ request: WebhookRequest) async -> WebhookResponse {
    guard request.body.count <= maximumBodyBytes else {
      return .error(413, code: "body_too_large", message: "A webhook body holds at most 3 MiB.")
    }
    let signers = signers(of: request)
    guard !signers.isEmpty else {
      logger.warning("a webhook body without a valid signature was refused")
      return .error(401, code: "bad_signature", message: "X-Hub-Signature-256 is missing or wrong.")
    }
    guard let body = WhatsAppJSON(request.body), body.members != nil else {
      logger.warning("a signed webhook body is no JSON object")
      return .error(400, code: "bad_json", message: "The body is not a JSON object.")
    }
    let keys = Dictionary(signers.map { ($0.externalID, $0) }, uniquingKeysWith: { first, _ in first })
    let decoded = WhatsAppWebhookDecoder.decode(body, accounts: keys, now: intake.time.now())
    for note in decoded.notes { logger.notice("part of a webhook body was left out", metadata: ["why": "\(note)"]) }
    return await store(decoded.batch)
  }

  /// The accounts whose app signed the body. Only these may be spoken for: whoever owns one app cannot write in the
  /// name of another's numbers. The body is hashed once for each secret that differs.
  private func signers(of request: WebhookRequest) -> [ChannelAccountKey] {
    guard let signature = WhatsAppSignature(headers: request.headers[WhatsAppSignature.headerName] ?? []) else {
      return []
    }
    let bySecret = Dictionary(grouping: accounts.accounts(of: name)) { $0.credentials["app_secret"] ?? "" }
    return
      bySecret
      .filter { signature.isValid(for: request.body, secret: $0.key) }
      .flatMap { $0.value.map(\.key) }
  }

  /// 200 only after the commit; a failure is answered so that Meta delivers again, for up to seven days.
  private func store(_ batch: InboundBatch) async -> WebhookResponse {
    guard !batch.isEmpty else { return WebhookResponse(status: 200) }
    do {
      let conversations = try await intake.inbox.receive(batch)
      if !conversations.isEmpty { intake.listener.conversationsHaveWork(conversations) }
      return WebhookResponse(status: 200)
    } catch {
      logger.error("a webhook body could not be stored; it will be delivered again", metadata: ["error": "\(error)"])
      var response = WebhookResponse.error(503, code: "not_stored", message: "Try again later.")
      response.retryAfterSeconds = Self.retryAfterSeconds
      return response
    }
  }
}
