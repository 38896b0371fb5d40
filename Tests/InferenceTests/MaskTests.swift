import Testing

@testable import Dialogue

/// What is personal does not leave, and comes back where it stood.
@Suite struct MaskTests {
  @Test(arguments: [
    ("mail me at rosa.diaz@example.com please", "mail me at [EMAIL_1] please"),
    ("call +1 (503) 555-0142 now", "call [PHONE_1] now"),
    ("5035550142", "[PHONE_1]"),
    ("٠٥٠٣٥٥٥٠١٤٢ is mine", "[PHONE_1] is mine"),
    ("card 4242 4242 4242 4242", "card [PHONE_1]"),
    ("send it to 12 Elm Street, apt 3", "send it to [ADDRESS_1]"),
    ("to 17 Nightingale Row please; now", "to [ADDRESS_1]; now"),
    ("bung 2 french sticks my way", "bung 2 french sticks my way"),
    ("entrega na Rua das Flores, 10", "entrega na [ADDRESS_1]"),
    ("Calle Mayor 5; gracias", "[ADDRESS_1]; gracias"),
    ("kirim ke Jl. Sudirman No. 7", "kirim ke [ADDRESS_1]"),
    ("where is #1004?", "where is [ORDER_1]?"),
    ("code 123456", "code [NUMBER_1]"),
    ("2 lamps and 3 tents under 40", "2 lamps and 3 tents under 40"),
    ("[NAME_1] is not me", "(NAME_1) is not me"),
  ])
  func `personal data is told by its form`(text: String, masked: String) {
    var mask = Mask()
    #expect(mask.masked(text, known: []) == masked)
  }

  @Test func `what is known of the shopper is taken out wherever it stands`() {
    var mask = Mask()
    let known: [(kind: Mask.Kind, text: String)] = [
      (.name, "Rosa Díaz"), (.name, "Rosa"), (.name, "Díaz"), (.address, "The Old Mill, Hillside"), (.order, "1004"),
    ]
    let text = "rosa here (ROSA DIAZ). 1004 to the old mill, hillside; not for Rosamund, 10045"
    let masked = mask.masked(text, known: known)
    #expect(masked == "[NAME_2] here ([NAME_1]). [ORDER_1] to [ADDRESS_1]; not for Rosamund, 10045")
    #expect(mask.unmasked(masked) == text)
  }

  @Test func `a name like a place's kind does no harm`() {
    var mask = Mask()
    let masked = mask.masked("phone me: 5035550142, Phone", known: [(.name, "Phone"), (.name, "Name")])
    #expect(masked == "[NAME_1] me: [PHONE_1], [NAME_2]")
  }

  @Test func `a place stands for its original only as itself, and only as its kind`() {
    var mask = Mask()
    _ = mask.masked("5035550142", known: [])
    #expect(mask.original(of: "[PHONE_1]", .phone) == "5035550142")
    #expect(mask.original(of: "[PHONE_1]", .address) == nil)
    #expect(mask.original(of: "[PHONE_2]", .phone) == nil)
    #expect(mask.original(of: "call [PHONE_1]", .phone) == nil)
    #expect(mask.original(of: "6661234567", .phone) == nil)
  }
}
