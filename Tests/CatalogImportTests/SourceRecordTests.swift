import CatalogImport
import Commerce
import Foundation
import Testing

/// What a file says of a product is kept as it came.
@Suite struct SourceRecordTests {
  private struct Record: Decodable {
    var format: String
    var rows: [[String: String]]
    var rows_left_out: Int?
  }

  private func record(_ product: Product) throws -> Record {
    let text = try #require(product.source?.record)
    #expect(text.utf8.count <= ProductSource.maximumRecordBytes)
    return try JSONDecoder().decode(Record.self, from: Data(text.utf8))
  }

  @Test func shopifysRowsOfAProductAreKept() throws {
    let result = try parse(
      #"""
      Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Body (HTML),Own column
      cup,"Cup ""Tin""",Size,S,C-S,4.50,"<p>Two
      lines and a \ </p>",mine
      cup,,,L,C-L,6.00,,
      pot,Pot,,,P,9.00,,
      """#)
    let cup = try record(result.product("cup"))
    #expect(cup.format == "shopify_products" && cup.rows.count == 2 && cup.rows_left_out == nil)
    #expect(cup.rows[0]["Title"] == #"Cup "Tin""# && cup.rows[0]["Own column"] == "mine")
    #expect(cup.rows[0]["Body (HTML)"] == "<p>Two\nlines and a \\ </p>")
    #expect(cup.rows[1] == ["Handle": "cup", "Option1 Value": "L", "Variant SKU": "C-L", "Variant Price": "6.00"])
    #expect(try record(result.product("pot")).rows.count == 1)
    #expect(try result.product("cup").source?.isFeatured == nil && result.product("cup").source?.sortOrder == nil)
  }

  @Test func wooCommerceTellsWhatIsFeaturedAndItsPlace() throws {
    let result = try parse(
      """
      ID,Type,SKU,Name,Is featured?,Regular price,Parent,Position,Attribute 1 name,Attribute 1 value(s)
      1,variable,,Cup,1,,,7,Size,"S, L"
      2,variation,C-S,Cup S,,4.50,id:1,0,Size,S
      3,simple,P,Pot,0,9.00,,-2,,
      """)
    let cup = try result.product("1")
    #expect(cup.source?.isFeatured == true && cup.source?.sortOrder == 7)
    #expect(try record(cup).rows.map { $0["ID"] } == ["1", "2"])
    #expect(try result.product("3").source?.isFeatured == false && result.product("3").source?.sortOrder == -2)
  }

  @Test func aFeedsItemsAreKept() throws {
    let result = try parse(
      "id\ttitle\tprice\tavailability\titem_group_id\tsize\tproduct_detail\n"
        + "a\tCup\t4.50 USD\tin stock\tcup\tS\tMake:Glaze:Blue\n" + "b\tCup\t6.00 USD\tin stock\tcup\tL\t\n")
    let cup = try record(result.product("cup"))
    #expect(cup.format == "google_merchant_tsv" && cup.rows.map { $0["id"] } == ["a", "b"])
    #expect(cup.rows[0]["product_detail:glaze"] == "Blue")
  }

  @Test func aRecordIsBounded() throws {
    let body = String(repeating: "long ", count: 1_000)
    let rows = (1...20).map { "cup,\($0 == 1 ? "Cup" : ""),Size,\($0),C-\($0),4.50,\(body)" }
    let result = try parse(
      "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Body (HTML)\n" + rows.joined(separator: "\n"))
    let cup = try record(result.product("cup"))
    #expect(cup.rows.count == 6 && cup.rows_left_out == 14)
    #expect(try result.product("cup").variants.count == 20)
  }
}
