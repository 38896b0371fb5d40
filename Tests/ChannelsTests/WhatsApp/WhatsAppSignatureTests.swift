import Channels
import Commerce
import Dialogue
import Testing
import TestSupport

@Suite struct WhatsAppSignatureTests {
  @Test func aBodyWithoutASignatureIsRefused() async throws {
    let bench = try WhatsAppBench()
    let response = await bench.post(try Fixtures.bytes("wa-text.json"), signature: nil)
    #expect(response.status == 401)
    #expect(bench.inbox.batches.isEmpty)
  }

  @Test(arguments: ["", "sha256=", "sha256=00", "sha1=4d2f", "garbage", "sha256=" + String(repeating: "0", count: 64)])
  func aForgedSignatureIsRefused(signature: String) async throws {
    let bench = try WhatsAppBench()
    let response = await bench.post(try Fixtures.bytes("wa-text.json"), signature: signature)
    #expect(response.status == 401)
    #expect(bench.inbox.batches.isEmpty)
  }

  @Test func aSignatureGivenTwiceIsRefused() async throws {
    let bench = try WhatsAppBench()
    let body = try Fixtures.bytes("wa-text.json")
    let signature = WhatsAppWebhook(body: body, appSecret: "test_app_secret").signature
    let response = await bench.channel.receive(
      WebhookRequest(method: .post, headers: ["x-hub-signature-256": [signature, signature]], body: body))
    #expect(response.status == 401)
  }

  @Test func anUpperCaseOrLongerSignatureIsRefused() async throws {
    let bench = try WhatsAppBench()
    let body = try Fixtures.bytes("wa-text.json")
    let signature = WhatsAppWebhook(body: body, appSecret: "test_app_secret").signature
    #expect(await bench.post(body, signature: "sha256=" + signature.dropFirst(7).uppercased()).status == 401)
    #expect(await bench.post(body, signature: signature + "0").status == 401)
    #expect(await bench.post(body, signature: " " + signature).status == 401)
  }

  @Test func oneFlippedBitAnywhereIsRefused() async throws {
    let bench = try WhatsAppBench()
    let body = try Fixtures.bytes("wa-text.json")
    let signature = WhatsAppWebhook(body: body, appSecret: "test_app_secret").signature
    for index in body.indices {
      var changed = body
      changed[index] ^= 1 << UInt8(index % 8)
      #expect(await bench.post(changed, signature: signature).status == 401)
    }
    #expect(bench.inbox.batches.isEmpty)
    #expect(await bench.post(body, signature: signature).status == 200)
  }

  @Test func anAccountWithoutASecretTrustsNobody() async throws {
    let bench = try WhatsAppBench(accounts: [WhatsAppBench.account(secret: "")])
    let body = try Fixtures.bytes("wa-text.json")
    let signature = WhatsAppWebhook(body: body, appSecret: "").signature
    #expect(await bench.post(body, signature: signature).status == 401)
  }

  @Test func oneTenantsAppCannotWriteInTheNameOfAnothersNumber() async throws {
    let bench = try WhatsAppBench(accounts: [
      WhatsAppBench.account("100000000000001", store: 1, secret: "first_secret"),
      WhatsAppBench.account("100000000000002", store: 2, secret: "second_secret"),
    ])
    let body = try Fixtures.bytes("made-batch-2-tenants.json")
    let signature = WhatsAppWebhook(body: body, appSecret: "second_secret").signature
    #expect(await bench.post(body, signature: signature).status == 200)
    #expect(bench.inbox.messages.map(\.account.storeID) == [StoreID(2)])
    #expect(bench.log.text.contains("100000000000001"))
  }

  @Test func aBodyOverTheBoundIsRefusedBeforeAnythingElse() async throws {
    let bench = try WhatsAppBench()
    let body = [UInt8](repeating: 0x20, count: bench.channel.maximumBodyBytes + 1)
    #expect(await bench.post(body).status == 413)
  }

  @Test func aSignedBodyThatIsNotJSONIsABadRequest() async throws {
    let bench = try WhatsAppBench()
    for text in ["", " ", "{", "null", "[]", "\"x\"", "{}x", "{\"a\":01x}", "\u{0}"] {
      #expect(await bench.post(Array(text.utf8)).status == 400, "\(text)")
    }
    #expect(await bench.post(Array(repeating: UInt8(ascii: "["), count: 1 << 20)).status == 400)
  }

  @Test func nothingIsAnsweredWellBeforeItIsStored() async throws {
    let bench = try WhatsAppBench()
    let body = try Fixtures.bytes("wa-text.json")
    bench.inbox.fail(true)
    let refused = await bench.post(body)
    #expect(refused.status == 503)
    #expect(refused.retryAfterSeconds == 5)
    #expect(bench.listener.keys.isEmpty)
    bench.inbox.fail(false)
    #expect(await bench.post(body).status == 200)
    #expect(bench.inbox.messages.count == 1)
    #expect(bench.listener.keys.count == 1)
  }

  @Test func aSignedBodyOfNothingForUsDoesNotTouchTheInbox() async throws {
    let bench = try WhatsAppBench()
    bench.inbox.fail(true)
    #expect(await bench.post(try Fixtures.bytes("wa-edge-other-field.json")).status == 200)
  }
}

@Suite struct WhatsAppHandshakeTests {
  private func ask(_ bench: WhatsAppBench, _ query: [String: String]) async -> WebhookResponse {
    await bench.channel.receive(WebhookRequest(method: .get, query: query))
  }

  @Test func theRightTokenGetsItsChallengeBack() async throws {
    let response = await ask(
      try WhatsAppBench(),
      ["hub.mode": "subscribe", "hub.verify_token": "test-verify-token", "hub.challenge": "1158201444"])
    #expect(response == WebhookResponse(status: 200, contentType: "text/plain", body: "1158201444"))
  }

  @Test func anyOfTheAccountsTokensWillDo() async throws {
    let bench = try WhatsAppBench(accounts: [
      WhatsAppBench.account(verify: "one"), WhatsAppBench.account("2", verify: "two"),
    ])
    for token in ["one", "two"] {
      let response = await ask(
        bench, ["hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "7"])
      #expect(response.body == "7")
    }
  }

  @Test(arguments: [
    ["hub.mode": "subscribe", "hub.verify_token": "wrong", "hub.challenge": "1"],
    ["hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"],
    ["hub.mode": "subscribe", "hub.challenge": "1"],
    ["hub.mode": "unsubscribe", "hub.verify_token": "test-verify-token", "hub.challenge": "1"],
    [:],
  ])
  func anythingElseIsForbidden(query: [String: String]) async throws {
    #expect(await ask(try WhatsAppBench(), query).status == 403)
  }

  @Test func anUnsetTokenIsNotMatchedByAnEmptyOne() async throws {
    let bench = try WhatsAppBench(accounts: [WhatsAppBench.account(verify: "")])
    let response = await ask(bench, ["hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"])
    #expect(response.status == 403)
  }

  @Test func aHandshakeWithoutAChallengeIsABadRequest() async throws {
    let response = await ask(
      try WhatsAppBench(), ["hub.mode": "subscribe", "hub.verify_token": "test-verify-token"])
    #expect(response.status == 400)
  }
}
