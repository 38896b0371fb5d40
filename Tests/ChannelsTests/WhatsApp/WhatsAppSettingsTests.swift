import Channels
import Dialogue
import Foundation
import Testing
import TestSupport

@Suite struct WhatsAppSettingsTests {
  private func shipped() throws -> String { try String(contentsOfFile: Fixtures.settings, encoding: .utf8) }

  private func problems(_ yaml: String) -> [String] {
    do {
      _ = try WhatsAppSettings.parse(yaml, file: "w.yaml")
      return []
    } catch ChannelError.invalidSettings(let problems) {
      return problems
    } catch {
      return ["\(error)"]
    }
  }

  @Test func theShippedFileSaysWhatMetaDocuments() throws {
    let settings = try WhatsAppSettings.load(contentsOfFile: Fixtures.settings)
    #expect(
      settings.pacing
        == ChannelPacing(messagesPerSecond: 80, millisecondsPerChatMessage: 6_000, chatBurst: 45))
    #expect(settings.readMarks && settings.showsTyping)
    var expected = ChannelCapabilities(
      maximumButtons: 3, maximumListRows: 10, maximumTextLength: 4_096, replyWindowHours: 24)
    expected.maximumProducts = 30
    expected.maximumPictureBytes = 5 << 20
    #expect(try WhatsAppBench().channel.capabilities == expected)
  }

  @Test func allThatIsWrongIsReportedAtOnceWithItsPlace() throws {
    let yaml = try shipped()
      .replacing("button_title: 20", with: "button_title: 21")
      .replacing("chat_burst: 45", with: "chat_burst: lots")
      .replacing("read_marks: true", with: "read_marks: [yes]")
      .replacing("  caption: 1024\n", with: "  capton: 1024\n")
    #expect(
      problems(yaml) == [
        "w.yaml:8:3: limits.caption is missing; expected a whole number from 256 to 1024",
        "w.yaml:11:3: limits.capton is not known; the nearest known one is limits.caption",
        "w.yaml:13:17: limits.button_title is '21'; expected a whole number from 8 to 20",
        "w.yaml:30:15: pacing.chat_burst is 'lots'; expected a whole number from 0 to 1000",
        "w.yaml:33:13: read_marks is a list; expected true or false",
      ])
  }

  @Test func aMissingSectionIsReportedOnce() throws {
    let yaml = try shipped().replacing("pacing:", with: "pace:")
    let problems = problems(yaml)
    #expect(problems.count == 2)
    #expect(problems.contains { $0.hasSuffix("pacing is missing; expected keys with values") })
    #expect(problems.contains { $0.hasSuffix("pace is not known; the nearest known one is pacing") })
  }

  @Test(arguments: ["", "just words", "- a\n- b", "a: [", "a: 1\na: 2"])
  func whatIsNoMappingIsReported(yaml: String) { #expect(problems(yaml).count == 1) }

  @Test func typingNeedsReadMarks() throws {
    let problems = problems(try shipped().replacing("read_marks: true", with: "read_marks: false"))
    #expect(problems.count == 1)
    #expect(problems.first?.contains("typing needs read_marks") == true)
  }

  @Test func aFileThatIsNotThereIsReported() {
    #expect(throws: ChannelError.self) { try WhatsAppSettings.load(contentsOfFile: "/nowhere/whatsapp.yaml") }
  }

  @Test func theRateCanBeOverridden() throws {
    let pacing = try WhatsAppSettings.load(contentsOfFile: Fixtures.settings).pacing
    #expect(pacing.overriding(messagesPerSecond: nil) == pacing)
    #expect(pacing.overriding(messagesPerSecond: 0) == .unlimited)
    let slower = pacing.overriding(messagesPerSecond: 10)
    #expect(slower.messagesPerSecond == 10 && slower.chatBurst == 45)
  }
}
