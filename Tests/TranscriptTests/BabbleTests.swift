import Dialogue
import Foundation
import Testing

@testable import Transcripts

/// Whatever is written, in whatever state a conversation is, a turn comes to its end: nobody can make the program
/// crash, nor bring it to an apology.
@Suite struct BabbleTests {
  /// What is open when the babble begins.
  private static let openings: [[String]] = [
    [],
    ["show me lanterns"],
    ["2 dome tents", "a solar lantern"],
    ["add a rain jacket"],
    ["2 solar lanterns", "checkout"],
    ["a solar lantern", "checkout", "Ana Lima"],
    ["a solar lantern", "checkout", "Ana Lima", "delivery", "12 Elm Street, Salida"],
    ["the 72-hour kit, without the stove, swap the lantern"],
  ]

  @Test(arguments: Array(openings.indices))
  func `babble ends in an answer and never in an apology`(opening: Int) async throws {
    var numbers = SeededChance(seed: UInt64(opening) + 1)
    let messages = Self.openings[opening] + (0..<Self.messages).map { _ in Self.message(&numbers) }
    let steps = messages.enumerated().map { index, text in
      TranscriptStep(
        line: index + 1, user: Transcript.shopper, action: .send([.text(text, about: nil)], arrival: .oneByOne))
    }
    let transcript = Transcript(
      title: "Babble \(opening)", file: "babble.yaml", path: "", line: 1,
      shop: TranscriptShop(name: opening == 7 ? "outfitter" : "demo", settings: nil), channels: [.console],
      pending: [:], startsAt: Transcript.defaultStart, steps: steps)
    let parts = try SharedLanguage.parts()
    let apologies = PromptLibrary.languages(in: SharedLanguage.folder + "/prompts").flatMap { language in
      parts.prompts.writer(language: language).write([Reply("engine.apology")], facts: CommittedFacts()).map(\.text)
    }
    try await Stage.shared.play {
      try await ShopWorld.with(transcript, on: ChannelStage(name: .console), parts: parts) { world in
        var player = TranscriptPlayer(transcript, on: .console, in: world)
        try await player.play()
        for apology in apologies {
          #expect(!player.log.text.contains(apology.prefix(Self.telling)), "\(player.log.text)")
        }
      }
    }
  }

  private static let messages = 40
  /// So many letters tell an apology from all else.
  private static let telling = 30

  private static func message(_ numbers: inout SeededChance) -> String {
    let count = Int.random(in: 1...9, using: &numbers)
    return (0..<count).map { _ in words.randomElement(using: &numbers) ?? "" }
      .reduce(into: "") { text, word in
        let isJoined = Int.random(in: 0..<6, using: &numbers) == 0
        text += text.isEmpty || isJoined ? word : " " + word
      }
  }

  /// Words that do something, goods, numbers, marks and what no shop expects, in all its languages.
  private static let words =
    """
    add remove swap change cancel instead of for the a and or no not without only just both each all them it that one \
    first second last cheapest bigger other same 2 3 12 0 -1 1.5 1,000 99999999999999999999 ½ 3x x2 4x50 4ah $20 20€ 50% \
    under over between two dozen half pair of size in with to from my your what which how much many is do does can you \
    lantern lanterns tent solar dome rain jacket stove kit tea hammock blue red M L XL small large checkout pay yes no \
    delivery pickup deliver Elm Street 12 Ana Lima name address phone +33 6 555 0177 a@b.co @ #1001 order orders again \
    undo back help human hello thanks hmm lol sorry actually wait . , ; : ! ? ... … - / ( ) " ' & + = % # * _ \
    😀 👍🏽 🏕️ ❤️ 你好 帐篷 مرحبا привет ñ ü İ ﬁ \u{200B} \u{0301} agrega quita dos el la los y por favor cuánto cuesta ¿ ¡ \
    carpa quiero pagar envío sí coloca tira um uma dois e tira não quanto custa lanterna pagar entrega sim tambah hapus \
    dua yang dan berapa harga ambil 3 antar ke rumah ya tidak mau beli lampunya aja juga
    """.split(separator: " ").map(String.init) + ["\n", "\t", " ", String(repeating: "a", count: 300)]
}
