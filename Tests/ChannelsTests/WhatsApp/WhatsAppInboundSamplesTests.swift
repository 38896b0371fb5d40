import Dialogue
import TestSupport
import Testing

@Suite struct WhatsAppInboundSamplesTests {
  @Test func everySampleHasAnExpectationAndEveryExpectationASample() throws {
    #expect(try Fixtures.inboundNames() == SampleEffect.all.keys.sorted())
  }

  @Test(arguments: SampleEffect.all.keys.sorted())
  func aSampleHasItsEffect(name: String) async throws {
    let bench = try WhatsAppBench(accounts: [
      WhatsAppBench.account(), WhatsAppBench.account("100000000000002", store: 2),
    ])
    let body = try Fixtures.bytes(name)
    let recorded = try Fixtures.signatures()[name]
    let effect = try #require(SampleEffect.all[name])

    let response =
      if let recorded { await bench.post(body, signature: recorded) } else { await bench.post(body) }

    #expect(response.status == effect.status)
    #expect(bench.inbox.batches.count <= 1)
    let batch = bench.inbox.batches.first ?? InboundBatch()
    #expect(batch.messages.map(\.content) == effect.contents)
    #expect(batch.deliveries.map(\.status) == effect.deliveries)
    #expect(batch.identityLinks.map { "\($0.known) → \($0.added)" } == effect.links)
    #expect(effect.check(batch), "\(batch)")
    #expect(bench.listener.keys.isEmpty == batch.messages.isEmpty)
  }

  @Test func everyRecordedSampleIsSigned() throws {
    let signed = try Fixtures.signatures()
    for name in try Fixtures.inboundNames() where name.hasPrefix("wa-") {
      #expect(signed[name] != nil, "\(name)")
    }
  }
}
