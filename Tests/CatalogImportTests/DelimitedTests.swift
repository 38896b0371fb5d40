import CatalogImport
import Commerce
import Testing

@Suite struct DelimitedTests {
  private func titles(_ text: String) throws -> [String] { try parse(text).products.map(\.title) }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func everyLineEndIsRead(_ end: String) throws {
    let text = ["Handle,Title,Variant Price", "a,\"Two\(end)lines\",1", "b,B,x", ""].joined(separator: end)
    let result = try parse(text)
    #expect(result.products.first?.title == "Two\(end)lines")
    #expect(result.problems.map(\.line) == [4])
  }

  @Test(arguments: [",", ";", "\t"])
  func everySeparatorIsFound(_ separator: String) throws {
    let rows = [["Handle", "Title", "Variant Price"], ["a", "Apple", "1.00"]]
    #expect(try titles(rows.map { $0.joined(separator: separator) }.joined(separator: "\n")) == ["Apple"])
  }

  @Test func aDeclaredSeparatorIsTaken() throws {
    let result = try parse("sep=;\r\nHandle;Title;Variant Price\r\na;A, or not;x\r\n")
    #expect(result.problems.map(\.line) == [3])
  }

  @Test func byteOrderMarksAreDropped() throws {
    let text = "Handle,Title,Variant Price\na,Crème,1"
    #expect(try parse([0xef, 0xbb, 0xbf] + Array(text.utf8)).products.first?.title == "Crème")
    let little: [UInt8] = [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    #expect(try parse(little).products.first?.title == "Crème")
  }

  @Test func windows1252IsReadWithANote() throws {
    let bytes = Array("Handle,Title,Variant Price\na,Cr".utf8) + [0xe8] + Array("me ".utf8) + [0x80] + Array(",1".utf8)
    let result = try parse(bytes)
    #expect(result.products.first?.title == "Crème €")
    #expect(result.notes.first?.reason.contains("Windows-1252") == true)
  }

  @Test func controlCharactersBecomeSpaces() throws {
    #expect(try titles("Handle,Title,Variant Price\na,A\u{0}B,1") == ["A B"])
  }

  @Test func quotesAreForgivenWhereTheMeaningIsClear() throws {
    #expect(try titles("Handle,Title,Variant Price\na,12\" pipe,1") == ["12\" pipe"])
    #expect(try titles("Handle,Title,Variant Price\na, \"A, B\" ,1") == ["A, B"])
    #expect(try titles("Handle,Title,Variant Price\na,\"say \"\"hi\"\"\",1") == ["say \"hi\""])
  }

  @Test func emptyRowsAndTrailingEmptyCellsAreHarmless() throws {
    let result = try parse("\n\nHandle,Title,Variant Price\n\n,,\na,A,1,\n   \n")
    #expect(result.products.count == 1 && result.problems.isEmpty)
  }

  @Test func aCellOverItsBoundIsReported() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let result = try parse("Handle,Title,Variant Price\na,\"\(long)x\",1\nb,\(long),2")
    #expect(result.problems.map(\.line) == [2])
    #expect(result.problems.first?.column == "Title")
    #expect(result.products.count == 1)
  }

  @Test func tooManyRowsAreRefused() {
    let text = "Handle,Title,Variant Price\n" + String(repeating: "a,A\n", count: 500_001)
    #expect(throws: ImportError.tooManyRows(limit: 500_000)) { try parse(text) }
  }

  @Test func anyTableSurvivesItsWayThroughCSV() throws {
    var numbers = SeededNumbers(seed: 7)
    let alphabet = ["a", "B", "é", "漢", "\"", ",", ";", "\n", "\r\n", " ", "<", "&", "'", "\t", "🙂", "1"]
    for _ in 0..<400 {
      let titles = (0..<8).map { _ in
        "t"
          + (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &numbers)]
          }.joined() + "t"
      }
      let rows = titles.enumerated().map { "h\($0.offset),\"\($0.element.replacingQuotes)\",1" }
      let result = try parse("Handle,Title,Variant Price\n" + rows.joined(separator: "\n"))
      #expect(result.products.map(\.title) == titles)
    }
  }

  @Test func aHundredThousandRowsAreReadWhole() throws {
    var text = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    for product in 0..<20_000 {
      for size in 0..<5 { text += "p\(product),\(size == 0 ? "P" : ""),Size,\(size),S\(product)-\(size),1\n" }
    }
    let result = try parse(text)
    #expect(result.counts.rows == 100_000)
    #expect(result.counts.products == 20_000 && result.counts.variants == 100_000)
  }
}
