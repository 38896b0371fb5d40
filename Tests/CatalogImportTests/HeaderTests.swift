import CatalogImport
import Testing

@Suite struct HeaderTests {
  @Test func anUnknownHeaderNamesWhatWasFoundAndWhatIsMissing() {
    let error = #expect(throws: ImportError.self) { try parse("sku,name,stock\nA,Apple,3") }
    #expect(error?.description.contains("found 'sku', 'name', 'stock'") == true)
    #expect(error?.description.contains("nearest is a WooCommerce product CSV") == true)
    #expect(error?.description.contains("'regular price'") == true)
  }

  @Test func translatedHeadersAreExplained() {
    let error = #expect(throws: ImportError.self) { try parse("ID,Typ,Artikelnummer,Regulärer Preis\n1,simple,A,3") }
    #expect(error?.description.contains("Headers must be in English") == true)
  }

  @Test func headersAreToldWithoutRegardToCaseOrder() throws {
    #expect(try parse("VARIANT PRICE,  title ,HANDLE\n5,A,a").format == .shopifyProducts)
    #expect(try parse("g:id\tg:title\tg:price\tg:link\n1\tA\t5 USD\t").format == .merchantFeed)
  }

  @Test(arguments: ["", "\n\n", " ", ",,,\n,,,"])
  func anEmptyFileIsSaidToBeEmpty(_ text: String) {
    #expect(throws: ImportError.empty) { try parse(text) }
  }

  @Test func aHeaderAloneIsAFileWithoutProducts() throws {
    let result = try parse("Handle,Title,Variant Price")
    #expect(result.products.isEmpty && result.problems.isEmpty && result.counts.rows == 0)
  }

  @Test func tooManyColumnsAreRefused() {
    let header = (0..<2_001).map { "c\($0)" }.joined(separator: ",")
    #expect(throws: ImportError.tooManyColumns(found: 2_001, limit: 2_000)) { try parse(header) }
  }

  @Test func aFileThatIsNotThereIsNamed() {
    let error = #expect(throws: ImportError.self) { try CatalogFile.read(path: "/nowhere/catalog.csv") }
    #expect(error?.description.contains("/nowhere/catalog.csv") == true)
  }
}
